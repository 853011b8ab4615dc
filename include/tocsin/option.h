/* option.h: one option of tocsin.yaml. Whoever has options has a table of them, a row each:
 * what it is called, which values it takes, what stands for it when it is left out, what
 * people read of it, and where it goes. The schema, the reading, `tocsin check --options` and
 * the documents derive from the rows. */
#ifndef TOCSIN_OPTION_H
#define TOCSIN_OPTION_H

#include <stdbool.h>
#include <stddef.h>

enum option_shape {
    OPTION_TEXT,
    OPTION_PATH,   /* relative to the folder of the file it is written in */
    OPTION_LIST,   /* const char *const *, never NULL */
    OPTION_NUMBER, /* int64_t */
    OPTION_SWITCH, /* bool */
    OPTION_WORD,   /* one of `words` */
    OPTION_WORDS,  /* some of them: unsigned, their values together; 0: left out */
};

struct config_word {
    const char *word;
    unsigned value;
};

/* NULL name ends the list. What is shown of it stands first. */
struct config_option {
    const char *name; /* "redis.url"; of each person: "people[].name" */
    const char *type; /* as people read it */
    /* What stands for it when it is left out, or NULL; words of a list with commas. */
    const char *otherwise;
    const char *help;
    enum option_shape shape;
    unsigned least, most; /* bytes of a text, entries of a list, or the number */
    unsigned each;        /* bytes of an entry at most */
    const struct config_word *words; /* OPTION_WORD, _WORDS */
    unsigned nwords;
    bool must; /* it cannot be left out */
    bool live; /* of a network: a reload is enough, the adapter does not know it */
    size_t at; /* where it goes in the struct that the table is for */
};

/* What a row says of its shape and range. */
#define OPTION_IS_TEXT(max) .shape = OPTION_TEXT, .least = 1, .most = (max)
#define OPTION_IS_PATH .shape = OPTION_PATH, .least = 1, .most = OPTION_PATH_MAX
#define OPTION_IS_LIST(max, each_max)                                                    \
    .shape = OPTION_LIST, .most = (max), .each = (each_max)
#define OPTION_IS_NUMBER(min, max) .shape = OPTION_NUMBER, .least = (min), .most = (max)
#define OPTION_IS_SWITCH .shape = OPTION_SWITCH
#define OPTION_IS_WORDS(kind, list)                                                      \
    .shape = (kind), .words = (list), .nwords = sizeof(list) / sizeof *(list)
enum { OPTION_PATH_MAX = 1000 };

#endif
