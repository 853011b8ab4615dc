/* list_filter.h: which incidents `list` means: "sev1", "closed october", "2025-10", "today",
 * "resolved", "mine", "service=web", words of the summary, and the page, in any order.
 *
 * The index of open or closed incidents answers for time (opened, or closed) and page;
 * the rest is looked for in the states of the latest LIST_SEARCHED. */
#ifndef TOCSIN_CORE_LIST_FILTER_H
#define TOCSIN_CORE_LIST_FILTER_H

#include "core/incident.h"
#include <jansson.h>

struct turn;
struct directory;

enum { LIST_SEARCHED = 200, LIST_WORDS = 8 };

struct list_filter {
    bool closed;
    bool all;         /* "all" was typed: of those that are closed too */
    int64_t from, to; /* UTC ms, from <= time < to; both 0: any time */
    int severity;     /* 0: any */
    int milestone;    /* reached: one of enum milestone and 1; 0: any */
    const char *mine; /* whoever asks, and works on it; NULL: anybody's */
    const struct directory *directory; /* with `mine` */
    const char *service;               /* or NULL */
    const char *words[LIST_WORDS];
    size_t nwords;
    int64_t page;      /* 1.. */
    const char *typed; /* all of it but the page, to be typed again: "list closed sev1" */
};

/* From the arguments of a command with "closed", "service" and "filter". */
bool list_filter_read(const struct turn *turn, const json_t *args,
                      struct list_filter *ret, struct error *err);
/* The same of those that are closed, where "today" or "resolved" leaves it open: in the
 * arena; NULL: nothing is left open. */
const char *list_filter_closed(struct arena *arena, const struct list_filter *filter);
/* Must states be looked at? */
bool list_filter_searches(const struct list_filter *filter);
/* Does it fit? An incident that the asker may not read fits by its severity alone: what
 * is found by a word would tell that the word is there. */
bool list_filter_fits(const struct list_filter *filter, const struct incident *incident,
                      bool readable);

#endif
