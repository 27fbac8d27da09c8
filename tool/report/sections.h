// sections.h - the parts of the page, one file each, in the order in which they are read.
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "report/html.h"
#include "report/report.h"

// What every section is given. `page` grows.
struct report {
    struct arena *arena;
    struct buf *page;
    const struct report_input *input;
    const json_t *result;
};

extern const char *const report_style[]; // style.c: rules of the style sheet, NULL at the end

void section_answer(const struct report *report);     // answer.c: the numbers first
void section_compare(const struct report *report);    // compare.c: before and after
void section_diagram(const struct report *report);    // diagram.c: zones and interfaces
void section_assets(const struct report *report);     // assets.c: what to protect, against whom
void section_paths(const struct report *report);      // paths.c: risk matrix, paths that remain
void section_controls(const struct report *report);   // controls.c: the plan
void section_leaves(const struct report *report);     // leaves.c: what was tried
void section_residual(const struct report *report);   // residual.c: what is left, assumptions
void section_interfaces(const struct report *report); // interfaces.c: declared, observed
void section_inventory(const struct report *report);  // inventory.c: facts, link gate
void section_evidence(const struct report *report);   // evidence.c: clauses of standards
void section_making(const struct report *report);     // making.c: versions and hashes

#endif
