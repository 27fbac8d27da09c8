// SPDX-License-Identifier: MIT
#include "report/html.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *want;
} text_rows[] = {
    {"", ""},
    {"plain", "plain"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"a & b", "a &amp; b"},
    {"&amp;", "&amp;amp;"},
    {"\"onload='x'", "&quot;onload=&#39;x&#39;"},
    {"a\nb\tc", "a\nb\tc"},
    {"bell\x07 escape\x1b[31m", "bell\xef\xbf\xbd escape\xef\xbf\xbd[31m"},
    {"\x7f", "\xef\xbf\xbd"},
    {"\xc2\xb5s", "\xc2\xb5s"},
    {NULL, HTML_NONE},
};

static void text_cannot_become_markup(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof text_rows / sizeof text_rows[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct buf page;
        buf_init(&page, arena, 1000);
        html_text(&page, text_rows[i].text);
        assert_string_equal(page.data, text_rows[i].want);
    }
}

static void formatted_text_is_escaped_after_formatting(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct buf page;
    buf_init(&page, arena, 1000);
    html_textf(&page, "%s<%d", "<b>", 3);
    assert_string_equal(page.data, "&lt;b&gt;&lt;3");
}

static void tag_closes_its_name_without_its_attributes(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct buf page;
    buf_init(&page, arena, 1000);
    html_tag(&page, "td class=\"num\"", "<1>");
    html_tagf(&page, "p", "%d&", 2);
    assert_string_equal(page.data, "<td class=\"num\">&lt;1&gt;</td><p>2&amp;</p>");
}

static void table_names_its_columns_for_a_screen_reader(void **state)
{
    (void)state;
    static const char *const columns[] = {"name", "#bytes"};
    AUTO_ARENA arena = arena_new();
    struct buf page;
    buf_init(&page, arena, 1000);
    html_table(&page, "Sizes <all>", columns, 2);
    html_table_end(&page);
    assert_string_equal(page.data,
                        "<div class=\"scroll\"><table>\n<caption>Sizes &lt;all&gt;</caption>"
                        "<thead><tr><th scope=\"col\">name</th>"
                        "<th scope=\"col\" class=\"num\">bytes</th></tr></thead>\n<tbody>\n"
                        "</tbody></table></div>\n");
}

static void badge_says_its_word_and_escapes_it(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct buf page;
    buf_init(&page, arena, 1000);
    html_badge(&page, "bad", "a<b");
    assert_string_equal(page.data, "<span class=\"badge bad\">a&lt;b</span>");
}

static void section_is_labelled_by_its_heading(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    struct buf page;
    buf_init(&page, arena, 1000);
    html_section(&page, "plan", "What & why");
    html_section_end(&page);
    assert_string_equal(page.data, "\n<section aria-labelledby=\"plan\">\n"
                                   "<h2 id=\"plan\">What &amp; why</h2>\n</section>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_become_markup),
        cmocka_unit_test(formatted_text_is_escaped_after_formatting),
        cmocka_unit_test(tag_closes_its_name_without_its_attributes),
        cmocka_unit_test(table_names_its_columns_for_a_screen_reader),
        cmocka_unit_test(badge_says_its_word_and_escapes_it),
        cmocka_unit_test(section_is_labelled_by_its_heading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
