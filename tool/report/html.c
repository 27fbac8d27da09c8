// SPDX-License-Identifier: MIT
#include "report/html.h"

#include <string.h>

void html_raw(struct buf *page, const char *markup)
{
    buf_puts(page, markup);
}

// What must stand for one byte; NULL when the byte stands for itself.
static const char *replacement(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\n':
    case '\t':
        return NULL;
    default:
        return byte < 0x20 || byte == 0x7f ? "\xef\xbf\xbd" : NULL;
    }
}

void html_text(struct buf *page, const char *text)
{
    if (text == NULL) {
        text = HTML_NONE;
    }
    const char *rest = text;
    for (const char *at = text; *at != '\0'; at++) {
        const char *instead = replacement((unsigned char)*at);
        if (instead != NULL) {
            buf_add(page, rest, (size_t)(at - rest));
            buf_puts(page, instead);
            rest = at + 1;
        }
    }
    buf_puts(page, rest);
}

void html_textf(struct buf *page, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    html_text(page, arena_vprintf(page->arena, format, args));
    va_end(args);
}

static void close_tag(struct buf *page, const char *tag)
{
    buf_puts(page, "</");
    buf_add(page, tag, strcspn(tag, " "));
    buf_puts(page, ">");
}

void html_tag(struct buf *page, const char *tag, const char *text)
{
    buf_puts(page, "<");
    buf_puts(page, tag);
    buf_puts(page, ">");
    html_text(page, text);
    close_tag(page, tag);
}

void html_tagf(struct buf *page, const char *tag, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    html_tag(page, tag, arena_vprintf(page->arena, format, args));
    va_end(args);
}

void html_section(struct buf *page, const char *id, const char *title)
{
    buf_printf(page, "\n<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id);
    html_text(page, title);
    buf_puts(page, "</h2>\n");
}

void html_section_end(struct buf *page)
{
    buf_puts(page, "</section>\n");
}

void html_table(struct buf *page, const char *caption, const char *const *columns, size_t count)
{
    buf_puts(page, "<div class=\"scroll\"><table>\n");
    if (caption != NULL) {
        html_tag(page, "caption", caption);
    }
    buf_puts(page, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        const bool number = columns[i][0] == '#';
        html_tag(page, number ? "th scope=\"col\" class=\"num\"" : "th scope=\"col\"",
                 columns[i] + (number ? 1 : 0));
    }
    buf_puts(page, "</tr></thead>\n<tbody>\n");
}

void html_table_end(struct buf *page)
{
    buf_puts(page, "</tbody></table></div>\n");
}

void html_badge(struct buf *page, const char *tone, const char *word)
{
    buf_printf(page, "<span class=\"badge %s\">", tone);
    html_text(page, word);
    buf_puts(page, "</span>");
}
