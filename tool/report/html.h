// html.h - HTML text in which nothing that came from outside can become markup.
//
// Only html_raw() writes markup, and only literals of ours are given to it.
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/buf.h"

// What stands where a text is missing.
#define HTML_NONE "\xe2\x80\x93"

void html_raw(struct buf *page, const char *markup);

// Text with & < > " ' replaced and control characters shown as U+FFFD. NULL writes HTML_NONE.
void html_text(struct buf *page, const char *text);
__attribute__((format(printf, 2, 3))) void html_textf(struct buf *page, const char *format, ...);

// `<tag>text</tag>`; `tag` may carry attributes: "td class=\"num\"".
void html_tag(struct buf *page, const char *tag, const char *text);
__attribute__((format(printf, 3, 4))) void html_tagf(struct buf *page, const char *tag,
                                                     const char *format, ...);

// `<h2 id="id">title</h2>` inside a new <section>; close with html_section_end().
void html_section(struct buf *page, const char *id, const char *title);
void html_section_end(struct buf *page);

// Opens a table inside a scrolling box, with a caption (NULL: none) and one header cell per
// word of `columns`; a column that starts with '#' holds numbers. Close with html_table_end().
void html_table(struct buf *page, const char *caption, const char *const *columns, size_t count);
void html_table_end(struct buf *page);

// A word in a small coloured box, "good", "bad", "warn" or "plain": the word itself carries
// the meaning, the colour only helps.
void html_badge(struct buf *page, const char *tone, const char *word);

#endif
