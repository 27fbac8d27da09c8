// SPDX-License-Identifier: MIT
#include "model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EPOCH_YEAR = 1900, YEAR_MIN = 2000, YEAR_MAX = 2199 };

struct date date_today(void)
{
    time_t now = time(NULL);
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    if (epoch != NULL && epoch[0] != '\0' && strspn(epoch, "0123456789") == strlen(epoch)) {
        errno = 0;
        const long long seconds = strtoll(epoch, NULL, 10);
        now = errno == 0 ? (time_t)seconds : now;
    }
    struct tm utc = {0};
    (void)gmtime_r(&now, &utc);
    return (struct date){utc.tm_year + EPOCH_YEAR, utc.tm_mon + 1, utc.tm_mday};
}

int date_compare(struct date a, struct date b)
{
    if (a.year != b.year) {
        return a.year < b.year ? -1 : 1;
    }
    if (a.month != b.month) {
        return a.month < b.month ? -1 : 1;
    }
    return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

const char *date_text(struct arena *arena, struct date date)
{
    return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static int number_at(const char *text, size_t size)
{
    int value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool date_parse(const char *text, struct date *out)
{
    static const char shape[] = "dddd-dd-dd";
    if (strlen(text) != sizeof shape - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == 'd' ? !digit : text[i] != '-') {
            return false;
        }
    }
    const struct date date = {number_at(text, 4), number_at(text + 5, 2), number_at(text + 8, 2)};
    if (date.year < YEAR_MIN || date.year > YEAR_MAX || date.month < 1 || date.month > 12 ||
        date.day < 1 || date.day > days_of(date.year, date.month)) {
        return false;
    }
    *out = date;
    return true;
}
