/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of kinds, parts and parameters, see mq-asset-names.h. The lists are for xgettext: what they
 * lack stays English. */
#include "common/asset/mq-asset-names.h"

#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 60 /* bytes */

/* Translators: objects that can be made. */
static const char *const kinds[] G_GNUC_UNUSED = {
  NC_ ("kind", "Airplane"),
  NC_ ("kind", "Amphora"),
  NC_ ("kind", "Armchair"),
  NC_ ("kind", "Axe"),
  NC_ ("kind", "Bar stool"),
  NC_ ("kind", "Battle axe"),
  NC_ ("kind", "Bed"),
  NC_ ("kind", "Beer bottle"),
  NC_ ("kind", "Biplane"),
  NC_ ("kind", "Bonsai"),
  NC_ ("kind", "Bookshelf"),
  NC_ ("kind", "Bottle"),
  NC_ ("kind", "Bowler hat"),
  NC_ ("kind", "Bunk bed"),
  NC_ ("kind", "Cabin"),
  NC_ ("kind", "Cactus"),
  NC_ ("kind", "Candelabra"),
  NC_ ("kind", "Candle"),
  NC_ ("kind", "Candlestick"),
  NC_ ("kind", "Car"),
  NC_ ("kind", "Castle"),
  NC_ ("kind", "Chair"),
  NC_ ("kind", "Champagne bottle"),
  NC_ ("kind", "Champagne flute"),
  NC_ ("kind", "Christmas tree"),
  NC_ ("kind", "Clownfish"),
  NC_ ("kind", "Coffee pot"),
  NC_ ("kind", "Coffee table"),
  NC_ ("kind", "Cowboy hat"),
  NC_ ("kind", "Cruiser"),
  NC_ ("kind", "Dagger"),
  NC_ ("kind", "Desk"),
  NC_ ("kind", "Espresso cup"),
  NC_ ("kind", "Fairytale castle"),
  NC_ ("kind", "Fir"),
  NC_ ("kind", "Fir tree"),
  NC_ ("kind", "Fire axe"),
  NC_ ("kind", "Fish"),
  NC_ ("kind", "Floor lamp"),
  NC_ ("kind", "Flower"),
  NC_ ("kind", "Goblet"),
  NC_ ("kind", "Goldfish"),
  NC_ ("kind", "Greatsword"),
  NC_ ("kind", "Half-timbered house"),
  NC_ ("kind", "Hammer"),
  NC_ ("kind", "Hat"),
  NC_ ("kind", "Hatchet"),
  NC_ ("kind", "House"),
  NC_ ("kind", "Iron kettle"),
  NC_ ("kind", "Katana"),
  NC_ ("kind", "Key"),
  NC_ ("kind", "Ladder"),
  NC_ ("kind", "Lantern"),
  NC_ ("kind", "Lighthouse"),
  NC_ ("kind", "Longboard"),
  NC_ ("kind", "Mallard"),
  NC_ ("kind", "Mallet"),
  NC_ ("kind", "Martini glass"),
  NC_ ("kind", "Milk bottle"),
  NC_ ("kind", "Modern house"),
  NC_ ("kind", "Mug"),
  NC_ ("kind", "Mushroom"),
  NC_ ("kind", "Mushroom house"),
  NC_ ("kind", "Palm"),
  NC_ ("kind", "Parasol"),
  NC_ ("kind", "Pickup"),
  NC_ ("kind", "Pickup truck"),
  NC_ ("kind", "Pirate boat"),
  NC_ ("kind", "Potion bottle"),
  NC_ ("kind", "Potted plant"),
  NC_ ("kind", "Robot"),
  NC_ ("kind", "Rocket"),
  NC_ ("kind", "Rose"),
  NC_ ("kind", "Round lantern"),
  NC_ ("kind", "Row of books"),
  NC_ ("kind", "Rowing boat"),
  NC_ ("kind", "Rubber duck"),
  NC_ ("kind", "Sailboat"),
  NC_ ("kind", "Saloon"),
  NC_ ("kind", "Scented candle"),
  NC_ ("kind", "Seaplane"),
  NC_ ("kind", "Skateboard"),
  NC_ ("kind", "Sledgehammer"),
  NC_ ("kind", "Snake plant"),
  NC_ ("kind", "Sofa"),
  NC_ ("kind", "Sports car"),
  NC_ ("kind", "Stack of books"),
  NC_ ("kind", "Stool"),
  NC_ ("kind", "Street lamp"),
  NC_ ("kind", "Sun hat"),
  NC_ ("kind", "Sunflower"),
  NC_ ("kind", "Sword"),
  NC_ ("kind", "Table"),
  NC_ ("kind", "Table lamp"),
  NC_ ("kind", "Taxi"),
  NC_ ("kind", "Teacup"),
  NC_ ("kind", "Teapot"),
  NC_ ("kind", "Top hat"),
  NC_ ("kind", "Train"),
  NC_ ("kind", "Travel mug"),
  NC_ ("kind", "Treasure chest"),
  NC_ ("kind", "Tree"),
  NC_ ("kind", "Tulip"),
  NC_ ("kind", "Umbrella"),
  NC_ ("kind", "Van"),
  NC_ ("kind", "Vase"),
  NC_ ("kind", "Viking axe"),
  NC_ ("kind", "Wall clock"),
  NC_ ("kind", "Windmill"),
  NC_ ("kind", "Wine glass"),
  NC_ ("kind", "Witch hat"),
  NC_ ("kind", "Wooden train"),
};

/* Translators: parts of objects. */
static const char *const parts[] G_GNUC_UNUSED = {
  NC_ ("part", "Antenna"),       NC_ ("part", "Aprons"),     NC_ ("part", "Armrests"),
  NC_ ("part", "Arms"),          NC_ ("part", "Back"),       NC_ ("part", "Backrest"),
  NC_ ("part", "Backs"),         NC_ ("part", "Band"),       NC_ ("part", "Bands"),
  NC_ ("part", "Base"),          NC_ ("part", "Baubles"),    NC_ ("part", "Bed"),
  NC_ ("part", "Bell"),          NC_ ("part", "Benches"),    NC_ ("part", "Bill"),
  NC_ ("part", "Blade"),         NC_ ("part", "Blanket"),    NC_ ("part", "Blossoms"),
  NC_ ("part", "Body"),          NC_ ("part", "Boiler"),     NC_ ("part", "Bookends"),
  NC_ ("part", "Books"),         NC_ ("part", "Bow"),        NC_ ("part", "Bowl"),
  NC_ ("part", "Branches"),      NC_ ("part", "Brim"),       NC_ ("part", "Bubbles"),
  NC_ ("part", "Buckle"),        NC_ ("part", "Bulb"),       NC_ ("part", "Bumpers"),
  NC_ ("part", "Bushes"),        NC_ ("part", "Buttons"),    NC_ ("part", "Cab"),
  NC_ ("part", "Cable"),         NC_ ("part", "Canopy"),     NC_ ("part", "Cap"),
  NC_ ("part", "Chain"),         NC_ ("part", "Chassis"),    NC_ ("part", "Chimney"),
  NC_ ("part", "Clouds"),        NC_ ("part", "Coffee"),     NC_ ("part", "Coins"),
  NC_ ("part", "Column"),        NC_ ("part", "Contents"),   NC_ ("part", "Cord"),
  NC_ ("part", "Cork"),          NC_ ("part", "Cornice"),    NC_ ("part", "Crown"),
  NC_ ("part", "Cushion"),       NC_ ("part", "Deck"),       NC_ ("part", "Dial"),
  NC_ ("part", "Dome"),          NC_ ("part", "Door"),       NC_ ("part", "Doors"),
  NC_ ("part", "Drawers"),       NC_ ("part", "Duvet"),      NC_ ("part", "Duvets"),
  NC_ ("part", "Ears"),          NC_ ("part", "Edge"),       NC_ ("part", "Emblem"),
  NC_ ("part", "Ends"),          NC_ ("part", "Engraving"),  NC_ ("part", "Eyes"),
  NC_ ("part", "Feather"),       NC_ ("part", "Feet"),       NC_ ("part", "Fence"),
  NC_ ("part", "Finials"),       NC_ ("part", "Fins"),       NC_ ("part", "Flag"),
  NC_ ("part", "Flags"),         NC_ ("part", "Flame"),      NC_ ("part", "Flames"),
  NC_ ("part", "Floor"),         NC_ ("part", "Foot"),       NC_ ("part", "Footboard"),
  NC_ ("part", "Frame"),         NC_ ("part", "Frames"),     NC_ ("part", "Fringe"),
  NC_ ("part", "Fruit"),         NC_ ("part", "Garden"),     NC_ ("part", "Gem"),
  NC_ ("part", "Gems"),          NC_ ("part", "Glass"),      NC_ ("part", "Grip"),
  NC_ ("part", "Guard"),         NC_ ("part", "Handle"),     NC_ ("part", "Handles"),
  NC_ ("part", "Hands"),         NC_ ("part", "Hat"),        NC_ ("part", "Head"),
  NC_ ("part", "Headboard"),     NC_ ("part", "Headlights"), NC_ ("part", "Heart"),
  NC_ ("part", "Holder"),        NC_ ("part", "Hull"),       NC_ ("part", "Ivy"),
  NC_ ("part", "Jewels"),        NC_ ("part", "Label"),      NC_ ("part", "Ladder"),
  NC_ ("part", "Lamp"),          NC_ ("part", "Leaves"),     NC_ ("part", "Legs"),
  NC_ ("part", "Lid"),           NC_ ("part", "Light"),      NC_ ("part", "Lock"),
  NC_ ("part", "Loose cushion"), NC_ ("part", "Mattress"),   NC_ ("part", "Mattresses"),
  NC_ ("part", "Mirrors"),       NC_ ("part", "Moat"),       NC_ ("part", "Mouth"),
  NC_ ("part", "Neck"),          NC_ ("part", "Needles"),    NC_ ("part", "Nose"),
  NC_ ("part", "Numerals"),      NC_ ("part", "Oars"),       NC_ ("part", "Ornament"),
  NC_ ("part", "Pad"),           NC_ ("part", "Panel"),      NC_ ("part", "Panels"),
  NC_ ("part", "Panes"),         NC_ ("part", "Pebbles"),    NC_ ("part", "Pillows"),
  NC_ ("part", "Plinth"),        NC_ ("part", "Pole"),       NC_ ("part", "Pommel"),
  NC_ ("part", "Porch"),         NC_ ("part", "Post"),       NC_ ("part", "Posts"),
  NC_ ("part", "Pot"),           NC_ ("part", "Propeller"),  NC_ ("part", "Rails"),
  NC_ ("part", "Ribbon"),        NC_ ("part", "Ribs"),       NC_ ("part", "Rim"),
  NC_ ("part", "Rims"),          NC_ ("part", "Rings"),      NC_ ("part", "Rock"),
  NC_ ("part", "Rocks"),         NC_ ("part", "Roof"),       NC_ ("part", "Roofs"),
  NC_ ("part", "Rope"),          NC_ ("part", "Rungs"),      NC_ ("part", "Sails"),
  NC_ ("part", "Saucer"),        NC_ ("part", "Scales"),     NC_ ("part", "Sea"),
  NC_ ("part", "Seat"),          NC_ ("part", "Seat pad"),   NC_ ("part", "Seats"),
  NC_ ("part", "Shade"),         NC_ ("part", "Shaft"),      NC_ ("part", "Shelves"),
  NC_ ("part", "Shutters"),      NC_ ("part", "Sides"),      NC_ ("part", "Slats"),
  NC_ ("part", "Smoke"),         NC_ ("part", "Snow cover"), NC_ ("part", "Soil"),
  NC_ ("part", "Spoiler"),       NC_ ("part", "Spout"),      NC_ ("part", "Stalks"),
  NC_ ("part", "Star"),          NC_ ("part", "Steam"),      NC_ ("part", "Stem"),
  NC_ ("part", "Stems"),         NC_ ("part", "Stretchers"), NC_ ("part", "Stripes"),
  NC_ ("part", "Swing"),         NC_ ("part", "Tail"),       NC_ ("part", "Tassel"),
  NC_ ("part", "Top"),           NC_ ("part", "Tower"),      NC_ ("part", "Towers"),
  NC_ ("part", "Tray"),          NC_ ("part", "Trim"),       NC_ ("part", "Trunk"),
  NC_ ("part", "Tyres"),         NC_ ("part", "Vase"),       NC_ ("part", "Walls"),
  NC_ ("part", "Wheels"),        NC_ ("part", "Windows"),    NC_ ("part", "Wine"),
  NC_ ("part", "Wings"),
};

/* Translators: dimensions and other values of objects. */
static const char *const parameters[] G_GNUC_UNUSED = {
  NC_ ("parameter", "Apron height"),
  NC_ ("parameter", "Arm height"),
  NC_ ("parameter", "Arm width"),
  NC_ ("parameter", "Back height"),
  NC_ ("parameter", "Back rake"),
  NC_ ("parameter", "Band count"),
  NC_ ("parameter", "Base height"),
  NC_ ("parameter", "Base radius"),
  NC_ ("parameter", "Base width"),
  NC_ ("parameter", "Bed length"),
  NC_ ("parameter", "Bed width"),
  NC_ ("parameter", "Belly"),
  NC_ ("parameter", "Blade length"),
  NC_ ("parameter", "Blade thickness"),
  NC_ ("parameter", "Blade width"),
  NC_ ("parameter", "Body height"),
  NC_ ("parameter", "Body width"),
  NC_ ("parameter", "Book count"),
  NC_ ("parameter", "Brim width"),
  NC_ ("parameter", "Bubble count"),
  NC_ ("parameter", "Candle count"),
  NC_ ("parameter", "Canopy height"),
  NC_ ("parameter", "Case depth"),
  NC_ ("parameter", "Case height"),
  NC_ ("parameter", "Case width"),
  NC_ ("parameter", "Chimney height"),
  NC_ ("parameter", "Count"),
  NC_ ("parameter", "Crest height"),
  NC_ ("parameter", "Crown height"),
  NC_ ("parameter", "Crown width"),
  NC_ ("parameter", "Cushion thickness"),
  NC_ ("parameter", "Depth"),
  NC_ ("parameter", "Diameter"),
  NC_ ("parameter", "Door height"),
  NC_ ("parameter", "Drawer count"),
  NC_ ("parameter", "Eye size"),
  NC_ ("parameter", "Fill"),
  NC_ ("parameter", "Fin count"),
  NC_ ("parameter", "Fin height"),
  NC_ ("parameter", "Flame height"),
  NC_ ("parameter", "Floors"),
  NC_ ("parameter", "Flower count"),
  NC_ ("parameter", "Foot diameter"),
  NC_ ("parameter", "Frame thickness"),
  NC_ ("parameter", "Frame width"),
  NC_ ("parameter", "Fruit count"),
  NC_ ("parameter", "Grip length"),
  NC_ ("parameter", "Handle thickness"),
  NC_ ("parameter", "Handle width"),
  NC_ ("parameter", "Head size"),
  NC_ ("parameter", "Headboard height"),
  NC_ ("parameter", "Height"),
  NC_ ("parameter", "Hour"),
  NC_ ("parameter", "Hull depth"),
  NC_ ("parameter", "Leaf count"),
  NC_ ("parameter", "Leaf size"),
  NC_ ("parameter", "Leg count"),
  NC_ ("parameter", "Leg height"),
  NC_ ("parameter", "Leg radius"),
  NC_ ("parameter", "Leg thickness"),
  NC_ ("parameter", "Length"),
  NC_ ("parameter", "Mattress thickness"),
  NC_ ("parameter", "Minute"),
  NC_ ("parameter", "Neck diameter"),
  NC_ ("parameter", "Pad thickness"),
  NC_ ("parameter", "Panel count"),
  NC_ ("parameter", "Pillow count"),
  NC_ ("parameter", "Plank count"),
  NC_ ("parameter", "Post thickness"),
  NC_ ("parameter", "Pot height"),
  NC_ ("parameter", "Pot width"),
  NC_ ("parameter", "Roof height"),
  NC_ ("parameter", "Rung count"),
  NC_ ("parameter", "Seat count"),
  NC_ ("parameter", "Seat depth"),
  NC_ ("parameter", "Seat height"),
  NC_ ("parameter", "Seat radius"),
  NC_ ("parameter", "Seat thickness"),
  NC_ ("parameter", "Seat width"),
  NC_ ("parameter", "Seed"),
  NC_ ("parameter", "Shade height"),
  NC_ ("parameter", "Shade width"),
  NC_ ("parameter", "Shelf count"),
  NC_ ("parameter", "Size"),
  NC_ ("parameter", "Slat count"),
  NC_ ("parameter", "Sofa depth"),
  NC_ ("parameter", "Sofa width"),
  NC_ ("parameter", "Spoke count"),
  NC_ ("parameter", "Spread"),
  NC_ ("parameter", "Step count"),
  NC_ ("parameter", "Stripe count"),
  NC_ ("parameter", "Table height"),
  NC_ ("parameter", "Thickness"),
  NC_ ("parameter", "Top depth"),
  NC_ ("parameter", "Top length"),
  NC_ ("parameter", "Top thickness"),
  NC_ ("parameter", "Top width"),
  NC_ ("parameter", "Tower height"),
  NC_ ("parameter", "Trunk radius"),
  NC_ ("parameter", "Wall"),
  NC_ ("parameter", "Wall height"),
  NC_ ("parameter", "Wheel diameter"),
  NC_ ("parameter", "Wheel width"),
  NC_ ("parameter", "Wheelbase"),
  NC_ ("parameter", "Width"),
  NC_ ("parameter", "Window count"),
};

static const char *const contexts[] = {
  [MQ_ASSET_NAME_KIND] = "kind",
  [MQ_ASSET_NAME_PART] = "part",
  [MQ_ASSET_NAME_PARAMETER] = "parameter",
};

/**
 * mq_asset_name_translate:
 * @type: what the name is of
 * @name: the English name with a capital letter: "Seat height"
 *
 * Returns: (transfer none): its name in the user's language; @name itself where there is none
 */
const char *
mq_asset_name_translate (MqAssetNameType type, const char *name)
{
  return *name != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, contexts[type], name) : name;
}

/**
 * mq_asset_name_from_id:
 * @type: what the name is of
 * @id: as it is in a report: "seat_back"
 *
 * Returns: (transfer full): its name inside of a sentence, in the user's language: "Rückenlehne";
 *   “seat back” where there is none
 */
char *
mq_asset_name_from_id (MqAssetNameType type, const char *id)
{
  g_autofree char *words = g_strdelimit (mq_text_clean (id, MAX_NAME), "_\n", ' ');
  g_autofree char *title = mq_text_make_title (words);
  const char *name = mq_asset_name_translate (type, title);

  return name != title ? g_strdup (name) : g_steal_pointer (&words);
}

/**
 * mq_asset_name_make_title:
 * @type: what the name is of
 * @name: as it is in a script: "seat_height"
 *
 * Returns: (transfer full): its name for the user, in the user's language: “Sitzhöhe”; “Seat
 *   height” where there is none
 */
char *
mq_asset_name_make_title (MqAssetNameType type, const char *name)
{
  g_autofree char *title = mq_text_make_title (name);

  return g_strdup (mq_asset_name_translate (type, title));
}
