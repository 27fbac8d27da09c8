// SPDX-License-Identifier: MIT
#include "report/document.h"
#include "report/plan_view.h"

#include <string.h>

static const json_t *find_leaf(const json_t *result, const char *id)
{
    const json_t *leaves = member_list(result, "leaves");
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        const json_t *leaf = json_array_get(leaves, i);
        const char *known = member_text(leaf, "leaf");
        if (known != NULL && strcmp(known, id) == 0) {
            return leaf;
        }
    }
    return NULL;
}

static bool names_clause(const struct control *control, const struct standard *standard,
                         const char *number)
{
    for (size_t i = 0; i < control->standards.count; i++) {
        const struct clause *clause = &control->standards.items[i];
        if (strcmp(clause->standard, standard->id) == 0 && strcmp(clause->number, number) == 0) {
            return true;
        }
    }
    return false;
}

// The threats a control answers, each with the verdict of this run.
static void write_verdicts(const struct report *report, const struct control *control)
{
    for (size_t i = 0; i < control->effect_count; i++) {
        const json_t *leaf = find_leaf(report->result, control->effects[i].leaf);
        if (leaf == NULL) {
            continue; // does not apply to this device
        }
        const char *verdict = member_text(leaf, "verdict");
        html_raw(report->page, "<br><span class=\"id\">");
        html_text(report->page, control->effects[i].leaf);
        html_raw(report->page, "</span> ");
        html_badge(report->page, verdict_tone(verdict), verdict != NULL ? verdict : "unknown");
    }
}

// Writes the clause's row when some chosen control names it; whether it did.
static bool write_clause(const struct report *report, const struct standard *standard,
                         size_t number)
{
    const char *clause = standard->clauses[number].number;
    const struct catalogue *catalogue = report->input->catalogue;
    bool open = false;
    for (size_t i = 0; i < catalogue->controls_count; i++) {
        const struct control *control = &catalogue->controls[i];
        if (!plan_chooses(report->result, control->id) ||
            !names_clause(control, standard, clause)) {
            continue;
        }
        if (!open) {
            html_raw(report->page, "<tr>");
            html_tag(report->page, "th scope=\"row\"", clause);
            html_raw(report->page, "<td>");
            html_text(report->page, standard->clauses[number].title);
            html_raw(report->page, standard->clauses[number].from_memory
                                       ? "<small>numbered from memory: compare with the text"
                                         "</small></td><td>"
                                       : "</td><td>");
        }
        html_raw(report->page, open ? "<br>" : "");
        html_tag(report->page, "strong", control->title);
        write_verdicts(report, control);
        open = true;
    }
    html_raw(report->page, open ? "</td></tr>\n" : "");
    return open;
}

static void write_standard(const struct report *report, const struct standard *standard)
{
    static const char *const columns[] = {"clause", "in our words", "evidence for it"};
    size_t with = 0;
    html_tagf(report->page, "h3", "%s%s%s", standard->title, standard->edition != NULL ? ", " : "",
              standard->edition != NULL ? standard->edition : "");
    html_table(report->page, NULL, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < standard->clause_count; i++) {
        with += write_clause(report, standard, i);
    }
    html_table_end(report->page);
    html_tagf(report->page, "p class=\"soft\"",
              "%zu of the %zu clauses in the catalogue have evidence from this run; about the "
              "others it says nothing.",
              with, standard->clause_count);
}

void section_evidence(const struct report *report)
{
    const struct catalogue *catalogue = report->input->catalogue;
    html_section(report->page, "evidence", "Evidence per clause");
    html_tag(report->page, "p",
             "What this run contributes as evidence for a clause. It is not a statement of "
             "conformity; a person decides that, with the standard at hand.");
    for (size_t i = 0; i < catalogue->standards_count; i++) {
        write_standard(report, &catalogue->standards[i]);
    }
    html_section_end(report->page);
}
