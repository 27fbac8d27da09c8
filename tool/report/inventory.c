// SPDX-License-Identifier: MIT
#include "report/document.h"

#include <string.h>

static const json_t *find_fact(const json_t *inventory, const char *name)
{
    const json_t *facts = member_list(inventory, "facts");
    for (size_t i = 0; i < json_array_size(facts); i++) {
        const json_t *fact = json_array_get(facts, i);
        const char *known = member_text(fact, "name");
        if (known != NULL && name != NULL && strcmp(known, name) == 0) {
            return fact;
        }
    }
    return NULL;
}

static const char *state_of(const json_t *fact)
{
    const char *state = member_text(fact, "state");
    return state != NULL ? state : "unknown"; // no fact is not an absent thing
}

static void write_facts(const struct report *report, const json_t *stock, const json_t *hardened)
{
    static const char *const columns[] = {"fact", "stock", "hardened", "evidence (hardened)"};
    const json_t *facts = member_list(hardened, "facts");
    html_table(report->page, "Facts read from the two firmware files", columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < json_array_size(facts); i++) {
        const json_t *fact = json_array_get(facts, i);
        const char *name = member_text(fact, "name");
        const char *before = state_of(find_fact(stock, name));
        const char *after = state_of(fact);
        html_raw(report->page, "<tr>");
        html_tag(report->page, "th scope=\"row\"", name);
        html_tag(report->page, "td", before);
        html_raw(report->page, "<td>");
        html_raw(report->page, strcmp(before, after) != 0 ? "<strong>" : "");
        html_text(report->page, after);
        html_raw(report->page, strcmp(before, after) != 0 ? "</strong>" : "");
        html_raw(report->page, "</td>");
        html_tag(report->page, "td", member_text(fact, "evidence"));
        html_raw(report->page, "</tr>\n");
    }
    html_table_end(report->page);
}

static void write_gate(const struct report *report)
{
    static const char *const columns[] = {"control", "symbol", "must be", "was"};
    const json_t *gate = member_list(json_object_get(report->result, "hardened"), "gate");
    if (json_array_size(gate) == 0) {
        html_tag(report->page, "p", "The link gate of this build holds no entry.");
        return;
    }
    html_raw(report->page, "<details>");
    html_tagf(report->page, "summary", "The link gate: %s in the symbol table",
              counted(report->arena, (int64_t)json_array_size(gate), "fact", "facts"));
    html_table(report->page, NULL, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < json_array_size(gate); i++) {
        const json_t *fact = json_array_get(gate, i);
        html_raw(report->page, "<tr>");
        html_tag(report->page, "th scope=\"row\"", member_text(fact, "control"));
        html_tag(report->page, "td class=\"id\"", member_text(fact, "symbol"));
        html_tag(report->page, "td", member_true(fact, "expected") ? "there" : "gone");
        html_tag(report->page, "td", member_true(fact, "found") ? "there" : "gone");
        html_raw(report->page, "</tr>\n");
    }
    html_table_end(report->page);
    html_raw(report->page, "</details>\n");
}

void section_inventory(const struct report *report)
{
    const json_t *inventory = json_object_get(report->result, "inventory");
    const json_t *stock = json_object_get(inventory, "stock");
    const json_t *hardened = json_object_get(inventory, "hardened");
    html_section(report->page, "inventory", "What is in the firmware");
    if (is_not_built(report)) {
        html_tag(
            report->page, "p",
            "Nobody knows: it was not built here. mpsec audit reads what your own tree makes.");
        html_section_end(report->page);
        return;
    }
    html_tag(report->page, "p",
             "A thing is called absent only when the place that would hold it was read "
             "completely; otherwise it is unknown.");
    if (!member_true(hardened, "recognised")) {
        html_tag(report->page, "p",
                 "The hardened file was not recognised as MicroPython: the facts below are not "
                 "to be relied upon.");
    }
    if (member_text(hardened, "doubt") != NULL) {
        html_tagf(report->page, "p", "Nothing can be called absent here: %s.",
                  member_text(hardened, "doubt"));
    }
    write_facts(report, stock, hardened);
    const json_t *frozen = member_list(hardened, "frozen");
    if (json_array_size(frozen) > 0) {
        html_tagf(report->page, "p", "Frozen into the hardened firmware: %s.",
                  joined(report->arena, frozen, ", "));
    }
    write_gate(report);
    html_section_end(report->page);
}
