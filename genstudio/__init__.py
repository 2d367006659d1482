"""GenStudio: images, speech, video and music over many providers."""

__version__ = "0.1.0"
