"""The offline image provider: a procedural painter and a neural style transfer."""
