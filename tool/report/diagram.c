// SPDX-License-Identifier: MIT
// The data-flow diagram: zones are bands, least trusted on top; who stands outside is on the
// left, the ways in are in the middle, the device is a bar on the right, assets behind it.
#include "report/document.h"

#include <string.h>

enum {
    LABEL_X = 16,
    ENTITY_X = 150,
    ENTITY_W = 160,
    INTERFACE_X = 400,
    INTERFACE_W = 220,
    BAND_W = 650,
    DEVICE_X = 700,
    DEVICE_W = 120,
    ASSET_X = 860,
    ASSET_W = 210,
    DIAGRAM_W = 1080,
    BOX_H = 40,
    ROW_H = 52,
    BAND_GAP = 10,
    TOP = 8,
    NAME_MAX_CHARS = 26,
};

// A band of the drawing: one zone, or what has no zone in the model.
struct band {
    const char *zone; // NULL: the board has it, the model is silent
    int trust;
    int y, height;
};

struct drawing {
    const struct report *report;
    struct band *bands;
    size_t band_count;
    int *interface_y; // centre line by index in the model
    int height;
};

static bool same_zone(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static size_t interfaces_in(const struct model *model, const char *zone)
{
    size_t count = 0;
    for (size_t i = 0; i < model->interfaces_count; i++) {
        count += same_zone(model->interfaces[i].zone, zone);
    }
    return count;
}

static size_t entities_in(const struct model *model, const char *zone)
{
    size_t count = 0;
    for (size_t i = 0; i < model->external_entities_count; i++) {
        count += same_zone(model->external_entities[i].zone, zone);
    }
    return count;
}

// Adds a band behind those that are trusted less, so that the list stays sorted; zones without
// a way in are not drawn.
static void add_band(struct drawing *drawing, struct band band)
{
    const struct model *model = drawing->report->input->model;
    if (interfaces_in(model, band.zone) + entities_in(model, band.zone) == 0) {
        return;
    }
    size_t at = drawing->band_count++;
    while (at > 0 && drawing->bands[at - 1].trust > band.trust) {
        drawing->bands[at] = drawing->bands[at - 1];
        at--;
    }
    drawing->bands[at] = band;
}

static void lay_out(struct drawing *drawing)
{
    const struct model *model = drawing->report->input->model;
    struct arena *arena = drawing->report->arena;
    drawing->bands = ARENA_ARRAY(arena, struct band, model->trust_zones_count + 1);
    drawing->interface_y = ARENA_ARRAY(arena, int, model->interfaces_count);
    for (size_t i = 0; i < model->trust_zones_count; i++) {
        add_band(drawing,
                 (struct band){model->trust_zones[i].id, model->trust_zones[i].trust, 0, 0});
    }
    add_band(drawing, (struct band){NULL, 101, 0, 0});
    int y = TOP;
    for (size_t i = 0; i < drawing->band_count; i++) {
        struct band *band = &drawing->bands[i];
        const size_t left = entities_in(model, band->zone);
        const size_t middle = interfaces_in(model, band->zone);
        band->y = y;
        band->height = (int)(left > middle ? left : middle) * ROW_H + (ROW_H - BOX_H);
        y += band->height + BAND_GAP;
    }
    const int assets = TOP + (int)model->assets_count * ROW_H + BAND_GAP;
    drawing->height = y > assets ? y : assets;
}

// A name that fits its box; the whole name is in the tooltip and in the tables.
static const char *fitted(const struct drawing *drawing, const char *name)
{
    if (strlen(name) <= NAME_MAX_CHARS) {
        return name;
    }
    size_t cut = NAME_MAX_CHARS - 1;
    while (cut > 0 && ((unsigned char)name[cut] & 0xc0) == 0x80) {
        cut--; // not inside a UTF-8 sequence
    }
    return arena_printf(drawing->report->arena, "%.*s\xe2\x80\xa6", (int)cut, name);
}

struct box {
    const char *class;
    int x, y, width;
    const char *name;
    const char *below;
};

static void draw_box(const struct drawing *drawing, struct box box)
{
    struct buf *page = drawing->report->page;
    buf_printf(page,
               "<g><rect class=\"box %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
               "rx=\"5\"/>",
               box.class, box.x, box.y, box.width, BOX_H);
    html_tag(page, "title", box.name);
    buf_printf(page, "<text x=\"%d\" y=\"%d\">", box.x + 10, box.y + 17);
    html_text(page, fitted(drawing, box.name));
    buf_printf(page, "</text><text class=\"soft\" x=\"%d\" y=\"%d\">", box.x + 10, box.y + 33);
    html_text(page, fitted(drawing, box.below));
    html_raw(page, "</text></g>\n");
}

static void draw_edge(const struct drawing *drawing, int from_x, int from_y, int to_x, int to_y)
{
    const int middle = (from_x + to_x) / 2;
    buf_printf(drawing->report->page, "<path class=\"edge\" d=\"M%d %dC%d %d %d %d %d %d\"/>\n",
               from_x, from_y, middle, from_y, middle, to_y, to_x, to_y);
}

static const char *need_class(enum need need)
{
    switch (need) {
    case NEED_REQUIRED:
        return "required";
    case NEED_SERVICE_ONLY:
        return "service";
    case NEED_NONE:
        break;
    }
    return "none";
}

static int place_interface(struct drawing *drawing, size_t index, int y)
{
    const struct interface *interface = &drawing->report->input->model->interfaces[index];
    struct arena *arena = drawing->report->arena;
    drawing->interface_y[index] = y + BOX_H / 2;
    draw_box(
        drawing,
        (struct box){need_class(interface->need), INTERFACE_X, y, INTERFACE_W, interface->id,
                     arena_printf(arena, "%s, %s", interface->kind, need_word(interface->need))});
    draw_edge(drawing, INTERFACE_X + INTERFACE_W, y + BOX_H / 2, DEVICE_X, y + BOX_H / 2);
    return y + ROW_H;
}

static void draw_band(struct drawing *drawing, const struct band *band)
{
    const struct model *model = drawing->report->input->model;
    struct buf *page = drawing->report->page;
    buf_printf(page,
               "<rect class=\"band\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n"
               "<text x=\"%d\" y=\"%d\">",
               band->y, BAND_W, band->height, LABEL_X, band->y + 26);
    html_text(page, band->zone != NULL ? fitted(drawing, band->zone) : "not in the model");
    html_raw(page, "</text>\n");
    if (band->zone != NULL) {
        buf_printf(page, "<text class=\"soft\" x=\"%d\" y=\"%d\">trust %d</text>\n", LABEL_X,
                   band->y + 44, band->trust);
    }
    int y = band->y + (ROW_H - BOX_H);
    for (size_t i = 0; i < model->interfaces_count; i++) {
        if (same_zone(model->interfaces[i].zone, band->zone)) {
            y = place_interface(drawing, i, y);
        }
    }
}

// An entity is joined to each interface that names it as its peer.
static void draw_entity(const struct drawing *drawing, const struct external_entity *entity, int y)
{
    const struct model *model = drawing->report->input->model;
    draw_box(drawing, (struct box){"entity", ENTITY_X, y, ENTITY_W, entity->id, "external entity"});
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const char *peer = model->interfaces[i].peer;
        if (peer != NULL && strcmp(peer, entity->id) == 0) {
            draw_edge(drawing, ENTITY_X + ENTITY_W, y + BOX_H / 2, INTERFACE_X,
                      drawing->interface_y[i]);
        }
    }
}

static void draw_entities(const struct drawing *drawing)
{
    const struct model *model = drawing->report->input->model;
    for (size_t b = 0; b < drawing->band_count; b++) {
        int y = drawing->bands[b].y + (ROW_H - BOX_H);
        for (size_t i = 0; i < model->external_entities_count; i++) {
            if (same_zone(model->external_entities[i].zone, drawing->bands[b].zone)) {
                draw_entity(drawing, &model->external_entities[i], y);
                y += ROW_H;
            }
        }
    }
}

static void draw_device(const struct drawing *drawing)
{
    const struct model *model = drawing->report->input->model;
    struct buf *page = drawing->report->page;
    const int height = drawing->height - TOP - BAND_GAP;
    buf_printf(page,
               "<rect class=\"device\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n"
               "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">",
               DEVICE_X, TOP, DEVICE_W, height, DEVICE_X + DEVICE_W / 2, TOP + height / 2);
    html_text(page, fitted(drawing, model->device.id));
    buf_printf(page, "</text>\n<text class=\"soft\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">",
               DEVICE_X + DEVICE_W / 2, TOP + height / 2 + 18);
    html_text(page, fitted(drawing, model->device.chip->id));
    html_raw(page, "</text>\n");
    for (size_t i = 0; i < model->assets_count; i++) {
        const struct asset *asset = &model->assets[i];
        const int y = TOP + (int)i * ROW_H + BAND_GAP / 2;
        draw_edge(drawing, DEVICE_X + DEVICE_W, y + BOX_H / 2, ASSET_X, y + BOX_H / 2);
        draw_box(drawing,
                 (struct box){"asset", ASSET_X, y, ASSET_W, asset->id,
                              arena_printf(drawing->report->arena, "%s%s", asset->kind,
                                           asset->scope == SCOPE_FLEET ? ", the fleet's" : "")});
    }
}

void section_diagram(const struct report *report)
{
    const struct model *model = report->input->model;
    struct drawing drawing = {.report = report};
    html_section(report->page, "device", "What we are working on");
    lay_out(&drawing);
    buf_printf(report->page,
               "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
               "aria-labelledby=\"flow-title flow-desc\">\n"
               "<title id=\"flow-title\">Data-flow diagram</title>\n<desc id=\"flow-desc\">",
               DIAGRAM_W, drawing.height, DIAGRAM_W, drawing.height);
    html_textf(report->page,
               "%s in %s lead to the device, which holds %s. The tables of interfaces and "
               "assets say the same in words.",
               counted(report->arena, (int64_t)model->interfaces_count, "interface", "interfaces"),
               counted(report->arena, (int64_t)drawing.band_count, "trust zone", "trust zones"),
               counted(report->arena, (int64_t)model->assets_count, "asset", "assets"));
    html_raw(report->page, "</desc>\n");
    for (size_t i = 0; i < drawing.band_count; i++) {
        draw_band(&drawing, &drawing.bands[i]);
    }
    draw_entities(&drawing);
    draw_device(&drawing);
    html_raw(report->page, "</svg>\n<p class=\"soft\">A solid frame is an interface that the "
                           "product needs, a dashed one is for service only, a dotted one is "
                           "not needed and should not be there.</p>\n");
    section_assets(report);
    html_section_end(report->page);
}
