"""Who can appear in a painting: names, and how each stands in a scene. Pictures: genstudio/assets/subjects/*.webp.

Only figures that are whole (no lone heads) are listed, and only words that mean nothing else in a prompt ("hot" is not
a pepper). Plurals are found by their singular.
"""

from __future__ import annotations

from dataclasses import dataclass

GROUND, AIR, WATER, DEEP = "ground", "air", "water", "deep"


@dataclass(frozen=True, slots=True)
class Figure:
    """`size` is the height against a cat's on a table of charm, not of biology; `keep` is the upper part of the
    picture that is used (ships come with a block of sea below them)."""

    file: str
    words: tuple[str, ...]
    home: str = GROUND
    size: float = 1.0
    keep: float = 1.0


def _figures(home: str, table: str) -> list[Figure]:
    """Lines of `file size[/keep] word, word, ...`."""
    figures = []
    for line in table.strip().splitlines():
        file, measure, words = line.strip().split(" ", 2)
        size, _, keep = measure.partition("/")
        names = tuple(word.strip() for word in words.split(","))
        figures.append(Figure(file, names, home, float(size), float(keep or 1)))
    return figures


FIGURES: tuple[Figure, ...] = (
    *_figures(
        GROUND,
        """
        cat 0.9 cat, kitten, kitty, tabby, gato, katze, gatto
        black-cat 0.9 black cat
        dog 1.0 dog, puppy, doggy, hound, perro, chien, hund
        poodle 1.0 poodle
        horse 1.5 horse, pony, stallion, mare, foal, caballo, cheval, pferd
        cow 1.4 cow, calf, cattle, vaca, vache, kuh
        ox 1.4 ox, bull
        water-buffalo 1.4 buffalo, water buffalo
        pig 1.0 pig, piglet
        ram 1.1 ram
        ewe 1.1 sheep, lamb, ewe, oveja, mouton, schaf
        goat 1.1 goat
        camel 1.5 camel, dromedary, camello
        two-hump-camel 1.5 bactrian camel
        llama 1.4 llama, alpaca
        giraffe 1.8 giraffe
        elephant 1.7 elephant, elefante, éléphant, elefant
        mammoth 1.7 mammoth
        rhinoceros 1.4 rhinoceros, rhino
        hippopotamus 1.3 hippopotamus, hippo
        mouse 0.6 mouse
        rabbit 0.8 rabbit, bunny, hare, conejo, lapin, hase
        chipmunk 0.75 chipmunk, squirrel
        beaver 0.8 beaver
        hedgehog 0.65 hedgehog, porcupine
        otter 0.8 otter
        skunk 0.8 skunk
        kangaroo 1.3 kangaroo, wallaby
        badger 0.75 badger
        turkey 0.95 turkey
        rooster 0.9 rooster, chicken, hen, cockerel
        hatching-chick 0.7 hatching chick
        baby-chick 0.65 chick
        bird 0.6 bird, robin, cardinal, sparrow
        penguin 0.95 penguin
        owl 0.8 owl
        dodo 0.9 dodo
        flamingo 1.2 flamingo
        peacock 1.1 peacock
        parrot 0.8 parrot, macaw
        goose 0.9 goose, geese
        blackbird 0.65 crow, raven, blackbird
        turtle 0.75 tortoise
        lizard 0.7 lizard, gecko
        snake 0.8 snake, serpent
        dragon 1.9 dragon, dragón, drache
        sauropod 2.0 dinosaur, brontosaurus, sauropod, diplodocus
        t-rex 1.8 t-rex, trex, tyrannosaurus
        seal 0.95 sea lion
        snail 0.55 snail
        bug 0.5 caterpillar
        beetle 0.5 beetle, scarab
        lady-beetle 0.5 ladybug, ladybird
        deer 1.35 deer, stag, fawn, reindeer, doe
        donkey 1.25 donkey, mule
        bison 1.4 bison
        leopard 1.1 leopard, cheetah, jaguar
        tiger 1.15 tiger
        zebra 1.35 zebra
        gorilla 1.3 gorilla, ape
        orangutan 1.1 orangutan
        monkey 1.0 monkey, chimpanzee
        crab 0.6 crab
        scorpion 0.6 scorpion
        teddy-bear 0.95 teddy bear, teddy
        snowman 1.25 snowman
        astronaut 1.2 astronaut, cosmonaut, spaceman, astronauta, astronaute
        ghost 1.05 ghost
        alien-monster 0.95 space invader
        locomotive 1.5 locomotive, steam train, train
        bus 1.3 bus
        taxi 1.1 taxi, cab
        automobile 1.1 car, automobile
        sport-utility-vehicle 1.15 jeep, suv
        pickup-truck 1.15 pickup
        racing-car 0.95 racing car, race car
        motorcycle 1.0 motorcycle, motorbike
        motor-scooter 0.95 scooter, vespa
        bicycle 1.0 bicycle, bike
        tractor 1.25 tractor
        fire-engine 1.3 fire engine, fire truck
        police-car 1.1 police car
        delivery-truck 1.25 truck, lorry
        house 1.9 house, cabin
        house-with-garden 1.9 cottage, farmhouse
        hut 1.6 hut
        castle 2.4 castle, palace, fortress, castillo, château, schloss, castello
        japanese-castle 2.2 japanese castle, pagoda
        church 2.1 church, chapel
        mosque 2.1 mosque
        hindu-temple 2.0 hindu temple
        classical-building 2.0 greek temple, temple, museum
        tokyo-tower 2.3 tokyo tower, eiffel tower
        statue-of-liberty 2.3 statue of liberty
        moai 1.4 moai, easter island
        fountain 1.3 fountain
        tent 1.2 tent, camping, campsite
        ferris-wheel 2.2 ferris wheel
        carousel-horse 1.4 carousel
        circus-tent 2.0 circus
        shinto-shrine 2.0 torii, shrine
        cactus 1.3 cactus
        mushroom 0.8 mushroom, toadstool
        rose 0.8 single rose, red rose
        christmas-tree 1.6 christmas tree
        jack-o-lantern 0.75 jack-o-lantern, pumpkin, halloween
        crown 0.6 crown
        gem-stone 0.6 diamond, gemstone, sapphire
        crystal-ball 0.75 crystal ball
        candle 0.6 candle
        fire 0.8 campfire, bonfire
        guitar 0.9 guitar
        drum 0.75 drum
        saxophone 0.85 saxophone
        violin 0.8 violin, cello
        telescope 1.0 telescope
        birthday-cake 0.8 cake, birthday cake
        cupcake 0.6 cupcake
        doughnut 0.6 doughnut, donut
        hot-beverage 0.55 coffee, tea cup
        teapot 0.65 teapot
        wrapped-gift 0.65 gift
        books 0.65 books
        open-book 0.6 book
        soccer-ball 0.5 soccer ball, football
        sled 0.7 sled, sleigh
        trophy 0.75 trophy
        hourglass-not-done 0.75 hourglass
        umbrella 0.95 umbrella
        pineapple 0.7 pineapple
        watermelon 0.6 watermelon
        strawberry 0.55 strawberry
        red-apple 0.5 apple
        hamburger 0.6 hamburger, burger
        soft-ice-cream 0.7 ice cream
        lollipop 0.75 lollipop
        top-hat 0.6 top hat
        bell 0.6 bell
        nesting-dolls 0.75 matryoshka, nesting doll
        spiral-shell 0.5 seashell, shell
        anchor 0.8 anchor
        """,
    ),
    *_figures(
        WATER,
        """
        duck 0.8 duck, duckling, mallard
        swan 0.9 swan
        sailboat 1.5/0.745 sailboat, sailing boat, boat, yacht, sailing, ship, barco, bateau
        motor-boat 1.1/0.73 motorboat, ferry, fishing boat
        speedboat 1.0/0.73 speedboat
        canoe 0.9/0.70 canoe, kayak
        ring-buoy 0.6 lifebuoy
        lotus 0.7 lotus, water lily
        """,
    ),
    *_figures(
        AIR,
        """
        dove 0.8 dove, pigeon, seagull, gull
        eagle 1.0 eagle, hawk, falcon
        bat 0.8 bat
        butterfly 0.65 butterfly, butterflies, moth, mariposa, papillon
        honeybee 0.5 bee, honeybee, bumblebee
        rocket 1.4 rocket, spaceship, spacecraft, starship, cohete, fusée, rakete
        flying-saucer 1.3 ufo, flying saucer
        satellite 1.0 satellite
        airplane 1.4 airplane, plane, aeroplane, aircraft, jet
        small-airplane 1.2 biplane, propeller plane
        helicopter 1.2 helicopter
        parachute 1.3 parachute, paraglider
        balloon 0.9 balloon
        kite 1.0 kite
        red-paper-lantern 0.8 paper lantern, lantern, sky lantern
        mirror-ball 0.9 disco ball
        star 0.7 golden star
        """,
    ),
    *_figures(
        DEEP,
        """
        whale 1.6 whale, ballena, baleine
        dolphin 1.2 dolphin, delfín, dauphin
        fish 0.8 blue fish
        tropical-fish 0.8 tropical fish, angelfish, clownfish
        blowfish 0.8 pufferfish, blowfish
        shark 1.4 shark
        octopus 1.1 octopus
        jellyfish 1.0 jellyfish, medusa
        squid 1.1 squid, kraken
        lobster 0.8 lobster
        shrimp 0.6 shrimp, prawn
        turtle 0.95 turtle, sea turtle, tortuga, tortue
        seal 1.0 seal
        """,
    ),
    Figure("hot-air-balloon", ("hot air balloon", "hot-air balloon", "air balloon"), AIR, 1.9),
    Figure("lighthouse", ("lighthouse", "faro", "phare", "leuchtturm"), GROUND, 2.6),
)

NUMBERS = {"two": 2, "pair": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "many": 5, "flock": 5, "herd": 4}
IRREGULAR = {"mice": "mouse", "geese": "goose", "wolves": "wolf", "sheep": "sheep"}
CAST_MAX = 3
COPIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Role:
    """A figure in this painting, and how many of it."""

    figure: Figure
    count: int


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _index() -> dict[str, Figure]:
    table: dict[str, Figure] = {}
    for figure in FIGURES:
        for word in figure.words:
            table.setdefault(word, figure)
    return table


_BY_WORD = _index()
_LONGEST = max(len(word.split()) for word in _BY_WORD)


def is_figure(word: str) -> bool:
    """Whether a single word names a figure."""
    return word in _BY_WORD or _singular(word) in _BY_WORD


def cast(words: tuple[str, ...]) -> tuple[Role, ...]:
    """The figures that the words name, in their order; longer names win ("hot air balloon" before "balloon")."""
    roles: list[Role] = []
    at = 0
    while at < len(words) and len(roles) < CAST_MAX:
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            exact = " ".join(words[at : at + length])
            single = " ".join((*words[at : at + length - 1], _singular(words[at + length - 1])))
            figure = _BY_WORD.get(exact) or _BY_WORD.get(single)
            if figure is None:
                continue
            number = next((NUMBERS[word] for word in reversed(words[max(0, at - 3) : at]) if word in NUMBERS), 0)
            count = number or (2 if exact != single and exact not in _BY_WORD else 1)
            if figure not in [role.figure for role in roles]:
                roles.append(Role(figure, min(count, COPIES_MAX)))
            at += length
            break
        else:
            at += 1
    return tuple(roles)
