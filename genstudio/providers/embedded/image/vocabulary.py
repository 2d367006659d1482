"""The words that the painter knows. Several languages where a word is common; everything in lower case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SCENE_WORDS: dict[str, frozenset[str]] = {
    "mountains": _words(
        "mountain mountains peak peaks alps alpine valley hill hills cliff "
        "cliffs fjord fjords glacier hiking himalaya "
        "volcano rocky summit ridge andes lake lakes tarn wolf eagle bear "
        "goat montagne montagnes montaña montañas berg "
        "berge gebirge montagna montanha lac lago waterfall waterfalls 山 산"
    ),
    "ocean": _words(
        "ocean oceans sea seas wave waves sailing boat boats ship ships "
        "sailboat yacht storm lighthouse pirate seagull "
        "island islands harbor harbour mer océan mar océano meer ozean mare 海 바다"
    ),
    "beach": _words(
        "beach beaches coast coastal shore seaside tropical palm palms surf surfing "
        "sand sandy lagoon bay hawaii caribbean "
        "maldives crab playa plage strand spiaggia praia vacation holiday"
    ),
    "space": _words(
        "space galaxy galaxies nebula planet planets stars cosmos universe "
        "alien ufo saturn jupiter milky comet "
        "interstellar spaceship rocket astronaut satellite orbit sci-fi scifi starship espace espacio "
        "weltraum spazio 宇宙"
    ),
    "alien": _words(
        "mars moon lunar exoplanet alien extraterrestrial crater craters martian desolate otherworldly rover"
    ),
    "city": _words(
        "city cities skyline cyberpunk street urban tokyo york london "
        "paris skyscraper skyscrapers building buildings "
        "downtown metropolis fireworks futuristic car cars taxi bus town night-life "
        "ville ciudad stadt città cidade 都市 도시"
    ),
    "desert": _words(
        "desert dune dunes sahara camel camels pyramid pyramids egypt oasis gobi "
        "cactus arid nomad désert desierto wüste "
        "deserto 砂漠"
    ),
    "forest": _words(
        "forest forests wood woods woodland jungle trees path misty mist fog "
        "foggy enchanted fairy mushroom mushrooms fox "
        "deer owl elf elves firefly fireflies rainforest birch pine forêt bosque wald foresta floresta 森 숲"
    ),
    "meadow": _words(
        "meadow meadows field fields flower flowers garden grass prairie lavender "
        "tulip tulips sunflower sunflowers rose "
        "roses farm countryside rabbit bunny butterfly cat dog puppy kitten horse cow sheep picnic house cottage bee "
        "pasture wildflowers poppy poppies daisy daisies spring blossom tree hedgehog "
        "prairie pré jardin fleurs campo "
        "jardín flores wiese garten blumen prato fiori 花 草原"
    ),
    "sakura": _words("cherry sakura blossom blossoms japan japanese zen orchard petals hanami kyoto 桜 벚꽃"),
    "underwater": _words(
        "underwater fish fishes coral reef whale whales dolphin dolphins shark "
        "mermaid turtle octopus jellyfish aquarium "
        "submarine diving diver seaweed seahorse squid atlantis"
    ),
    "clouds": _words(
        "cloud clouds sky heaven heavens flying flight airplane plane balloon balloons bird birds dream dreams angel "
        "cloudscape kite pegasus nuages nubes wolken himmel ciel cielo 空 雲"
    ),
    "aurora": _words("aurora borealis northern lights iceland arctic norway polar lapland igloo penguin"),
    "canyon": _words("canyon canyons mesa mesas arizona utah gorge western cowboy wild-west sandstone badlands butte"),
    "fluid": _words(
        "abstract marble liquid fluid ink smoke swirl swirls psychedelic oil "
        "surreal acrylic abstrait abstracto abstrakt "
        "pour melting lava silk"
    ),
    "flow": _words(
        "flow lines strokes wind motion brush impressionist gogh energy music particles strings hair threads"
    ),
    "poster": _words(
        "geometric geometry poster bauhaus minimal minimalist pattern shapes logo "
        "retro flat design tiles mid-century "
        "squares circles triangles mondrian wallpaper"
    ),
    "glass": _words(
        "stained glass mosaic crystal crystals voronoi window gem gems kaleidoscope church facets cathedral jewel"
    ),
    "paper": _words("paper papercut cutout origami layered layers collage craft relief topographic contour map"),
}

PHRASES: dict[str, tuple[str, str]] = {
    "cherry blossom": ("scene", "sakura"),
    "stained glass": ("scene", "glass"),
    "paper cut": ("scene", "paper"),
    "outer space": ("scene", "space"),
    "milky way": ("scene", "space"),
    "deep sea": ("scene", "underwater"),
    "under the sea": ("scene", "underwater"),
    "under water": ("scene", "underwater"),
    "northern lights": ("scene", "aurora"),
    "grand canyon": ("scene", "canyon"),
    "wild west": ("scene", "canyon"),
    "red planet": ("scene", "alien"),
    "surface of the moon": ("scene", "alien"),
    "palm tree": ("scene", "beach"),
    "black and white": ("palette", "noir"),
    "golden hour": ("palette", "golden"),
    "full moon": ("palette", "night"),
    "starry night": ("palette", "night"),
    "above the clouds": ("scene", "clouds"),
    "in the sky": ("scene", "clouds"),
}

PALETTE_WORDS: dict[str, frozenset[str]] = {
    "sunset": _words(
        "sunset sunsets dusk evening twilight romantic coucher atardecer sonnenuntergang tramonto 夕日 夕焼け"
    ),
    "dawn": _words("dawn sunrise morning soft aube amanecer morgen alba"),
    "day": _words("summer day daytime noon sunny bright clear cheerful"),
    "golden": _words("golden gold wheat harvest honey warm amber"),
    "night": _words(
        "fireworks night midnight moon moonlit moonlight starry dark nocturnal aurora nuit noche nacht notte 夜 밤"
    ),
    "storm": _words(
        "storm stormy rain rainy thunder thunderstorm lightning gloomy overcast gray grey moody dramatic tempest"
    ),
    "pastel": _words("pastel dreamy cute kawaii candy pink unicorn gentle baby magical dreamlike"),
    "mars": _words("mars martian lava fire fiery hell volcanic inferno"),
    "neon": _words("neon cyberpunk synthwave vaporwave retrowave futuristic 80s electric glowing"),
    "emerald": _words("emerald jungle rainforest lush enchanted mossy verdant elf elves"),
    "winter": _words(
        "winter snow snowy ice icy frozen arctic cold christmas glacier frost penguin hiver invierno 雪 눈"
    ),
    "autumn": _words("autumn fall october november pumpkin rusty automne otoño herbst autunno 秋 가을"),
    "tropical": _words("tropical paradise caribbean turquoise hawaii maldives beach island lagoon palm palms vacation"),
    "noir": _words("noir monochrome grayscale greyscale black-and-white b&w"),
}

WISH_WORDS: dict[str, frozenset[str]] = {
    "lake": _words(
        "lake lakes reflection reflections reflecting pond river fjord mirror tarn lac lago waterfall waterfalls"
    ),
    "boat": _words("boat boats sailboat sailing yacht ship ships"),
    "snow": _words("snow snowy snowing blizzard winter christmas alps alpine himalaya arctic"),
    "snowfall": _words("snowing snowfall snowstorm blizzard snowflakes"),
    "storm": _words("storm stormy thunder thunderstorm tempest hurricane"),
    "rain": _words("rain rainy raining drizzle downpour monsoon"),
    "lightning": _words("lightning thunder thunderstorm thunderbolt"),
    "clouds": _words("cloudy clouds overcast"),
    "clear": _words("clear cloudless"),
    "calm": _words("calm still serene peaceful tranquil quiet"),
    "stars": _words("star stars starry"),
    "aurora": _words("aurora borealis"),
    "planet": _words("planet planets saturn jupiter ringed"),
    "ring": _words("saturn ring rings ringed"),
    "island": _words("island islands isle"),
    "rainbow": _words("rainbow rainbows"),
    "birds": _words("birds seagulls swallows flock"),
    "fog": _words("fog foggy mist misty haze hazy"),
    "fireflies": _words("firefly fireflies magical enchanted fairy"),
    "tree": _words("tree oak"),
    "lavender": _words("lavender provence"),
    "tulips": _words("tulip tulips holland netherlands"),
    "sunflowers": _words("sunflower sunflowers"),
    "poppies": _words("poppy poppies"),
    "flowers": _words("flower flowers blossom blossoms wildflowers garden daisy daisies"),
    "pyramids": _words("pyramid pyramids egypt giza"),
    "volcano": _words("volcano volcanoes volcanic eruption erupting"),
    "fireworks": _words("firework fireworks celebration"),
}

COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "purple": ("10002b", "5a189a", "9d4edd", "e0aaff", "fff0ff"),
    "violet": ("10002b", "5a189a", "9d4edd", "e0aaff", "fff0ff"),
    "lavender": ("3c2a63", "7b5ea7", "b79ced", "e8dcff", "fffaff"),
    "red": ("2b0504", "6a040f", "d00000", "ff7b5a", "ffe5d9"),
    "crimson": ("2b0504", "6a040f", "c1121f", "ff7b6a", "ffe5e0"),
    "blue": ("03045e", "0077b6", "00b4d8", "90e0ef", "f4fdff"),
    "navy": ("020a2a", "0a2463", "3e62a8", "a8c0e8", "f2f6ff"),
    "green": ("081c15", "1b4332", "40916c", "95d5b2", "f1fff5"),
    "orange": ("3d1308", "9a3b0c", "f3722c", "f9c74f", "fff8e1"),
    "yellow": ("5c4300", "c98f00", "ffc800", "ffe97f", "fffdf0"),
    "pink": ("4a0d2a", "b5316f", "ff6fa5", "ffc2d9", "fff5f9"),
    "magenta": ("2e0230", "8a0f7a", "e0289f", "ff8fd0", "fff0fa"),
    "gold": ("1f1503", "6b4a0b", "c9972b", "f6d365", "fff9e6"),
    "teal": ("012a2e", "016a70", "12a19a", "8be3d6", "effffc"),
    "turquoise": ("02323a", "07808a", "1fc2c2", "9cf0e6", "f0fffd"),
    "brown": ("1e0f06", "5a3418", "9a6234", "d8a878", "fbf0e2"),
    "black": ("050505", "1c1c1f", "4a4a50", "a3a3ad", "f4f4f6"),
    "white": ("8d99ae", "c4ccd8", "e4e8ee", "f6f8fa", "ffffff"),
    "silver": ("1e2228", "4c545e", "8e98a4", "c8d0d8", "f8fafc"),
    "rainbow": ("5f0f8c", "2a4bd7", "12a07c", "f2c230", "f0602b", "e0235f"),
}

SCENE_PALETTES: dict[str, tuple[str, ...]] = {
    "mountains": ("sunset", "dawn", "day", "golden", "autumn", "pastel"),
    "ocean": ("sunset", "day", "dawn", "tropical", "golden"),
    "beach": ("tropical", "sunset", "day", "golden"),
    "space": ("night", "neon", "sunset", "emerald"),
    "alien": ("mars", "neon", "emerald", "night", "pastel"),
    "city": ("night", "neon", "sunset", "dawn"),
    "desert": ("golden", "sunset", "day", "dawn"),
    "forest": ("emerald", "dawn", "autumn", "golden"),
    "meadow": ("day", "golden", "dawn", "pastel"),
    "sakura": ("pastel", "dawn", "day", "sunset"),
    "underwater": ("tropical", "day", "emerald", "night"),
    "clouds": ("dawn", "sunset", "pastel", "day", "golden"),
    "aurora": ("night",),
    "canyon": ("golden", "sunset", "day", "mars"),
    "fluid": ("sunset", "tropical", "neon", "golden", "pastel"),
    "flow": ("sunset", "golden", "neon", "tropical", "autumn"),
    "poster": ("sunset", "tropical", "autumn", "golden", "noir"),
    "glass": ("sunset", "tropical", "emerald", "neon", "golden"),
    "paper": ("sunset", "pastel", "emerald", "dawn", "tropical", "autumn"),
}
"""The palettes that suit a scene, for prompts that name none."""

FALLBACK_SCENES = (
    "mountains",
    "ocean",
    "meadow",
    "forest",
    "clouds",
    "beach",
    "desert",
    "paper",
    "fluid",
    "flow",
    "glass",
    "sakura",
)
"""For prompts without a known word."""

COLOUR_PALETTES = {
    "red": "sunset",
    "crimson": "sunset",
    "orange": "sunset",
    "green": "emerald",
    "purple": "neon",
    "violet": "neon",
    "magenta": "neon",
    "pink": "pastel",
    "lavender": "pastel",
    "blue": "day",
    "navy": "night",
    "black": "night",
    "white": "winter",
    "silver": "winter",
    "teal": "tropical",
    "turquoise": "tropical",
    "yellow": "golden",
    "brown": "autumn",
}
"""The palette that a colour's name stands for, where the scene has no things of that colour."""

COLOURFUL_SCENES = frozenset({"meadow", "sakura", "fluid", "flow", "poster", "glass", "paper", "space"})
"""Scenes that use the named colours themselves, for flowers and for shapes."""

HOME_SCENES = {
    "ground": ("meadow", "mountains", "forest"),
    "water": ("ocean", "mountains", "sakura"),
    "air": ("clouds", "meadow", "mountains"),
    "deep": ("underwater",),
}
"""Where a figure is painted when the prompt names no place."""
