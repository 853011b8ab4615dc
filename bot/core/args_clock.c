/* args_clock.c: the time of a clock as people type it: "9:05", "09.05", "0905", "09:05:17" (to
 * the minute), "9:05pm", "9pm", "14h30", and a zone's name or nothing behind it. */
#include "core/args_clock.h"
#include "base/text.h"

enum {
    HOUR_MAX = 23,
    MINUTE_MAX = 59,
    NOON = 12,
    ZONE_MAX = 5, /* letters of a zone's name: "CEST" */
};

/* One or two digits. */
static const char *read_number(const char *s, int most, int *ret_value) {
    int value = 0;
    size_t digits = strspn(s, "0123456789");

    if (digits == 0 || digits > 2) {
        return NULL;
    }
    for (size_t i = 0; i < digits; i++) {
        value = value * 10 + (s[i] - '0');
    }
    *ret_value = value;
    return value <= most ? s + digits : NULL;
}

/* "0245", "1030Z": four digits that a clock can show are one, and no 245 minutes; "1440m" is a
 * span. *ret_zone: behind them. */
static bool read_four(const char *s, int *hour, int *minute, const char **ret_zone) {
    static const char *const utc[] = {"", "Z", "UTC", "GMT", NULL};
    enum { DIGITS = 4, TENS = 10 };

    if (strspn(s, "0123456789") != DIGITS) {
        return false;
    }
    *hour = (s[0] - '0') * TENS + s[1] - '0';
    *minute = (s[2] - '0') * TENS + s[3] - '0';
    s += DIGITS + (s[DIGITS] == ' ' ? 1 : 0);
    *ret_zone = s;
    return *hour <= HOUR_MAX && *minute <= MINUTE_MAX && text_in_nocase(s, utc);
}

/* "am" or "pm", with or without a space in front. */
static bool is_half(const char *s) {
    static const char *const halves[] = {"am", "pm", NULL};

    return text_in_nocase(s + (*s == ' ' ? 1 : 0), halves);
}

/* Moves behind "am" or "pm" and makes the hour one of 24. NULL: a clock of twelve hours
 * has no such hour. */
static const char *read_half(const char *s, int *hour) {
    if (!is_half(s)) {
        return s;
    }
    s += *s == ' ' ? 1 : 0;
    if (*hour < 1 || *hour > NOON) {
        return NULL;
    }
    *hour = *hour % NOON + ((s[0] | 0x20) == 'p' ? NOON : 0);
    return s + 2;
}

bool arg_clock(const char *s, int *ret_hour, int *ret_minute, const char **ret_zone) {
    static const char *const noon[] = {"noon", "midi", NULL};
    static const char *const midnight[] = {"midnight", "minuit", NULL};
    int seconds;

    if (read_four(s, ret_hour, ret_minute, ret_zone)) {
        return true;
    }
    *ret_minute = 0;
    if (text_in_nocase(s, noon) || text_in_nocase(s, midnight)) {
        *ret_hour = text_in_nocase(s, noon) ? NOON : 0;
        *ret_zone = "";
        return true;
    }
    s = read_number(s, HOUR_MAX, ret_hour);
    if (!s) {
        return false;
    }
    if ((*s == ':' || *s == 'h' || *s == '.') && strspn(s + 1, "0123456789") == 2) {
        s = read_number(s + 1, MINUTE_MAX, ret_minute);
        if (s && *s == ':' && strspn(s + 1, "0123456789") == 2) {
            s = read_number(s + 1, MINUTE_MAX, &seconds);
        }
    } else if (!is_half(s)) {
        return false;
    }
    s = s ? read_half(s, ret_hour) : NULL;
    if (!s) {
        return false;
    }
    s += *s == ' ' ? 1 : 0;
    *ret_zone = s;
    return *s == '\0' ||
           (strlen(s) <= ZONE_MAX &&
            strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
                strlen(s));
}
