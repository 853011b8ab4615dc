/* mender.h: a round of mend.c, and mending one thing that is wrong. */
#ifndef TOCSIN_RUNTIME_MENDER_H
#define TOCSIN_RUNTIME_MENDER_H

#include "core/reindex.h"
#include "runtime/parts.h"
#include "runtime/walk.h"

enum mend_stage { MEND_INCIDENTS, MEND_LANES, MEND_MEMBERS, MEND_DAYS, MEND_STAGES };

struct mender {
    struct bot *bot;
    struct walk *incidents, *lanes;
    struct loop_timer *timer;
    enum mend_stage stage;
    bool fast, again;
    bool working; /* a page is under way */
    int64_t left; /* parts of it */
    size_t set;   /* MEND_MEMBERS: which index */
    char cursor[24];
};

/* One thing that is wrong, until it is mended. */
struct fault {
    struct mender *mender;
    char *index, *what, *incident; /* incident NULL: of none alone */
    int64_t silent_since;          /* 0: no reminder was missed */
    char *lane;                    /* to be read again, or NULL */
    const char *was; /* what the key of the write holds, or NULL: not asked */
};

/* A part of the page is begun, or done. */
void mend_part(struct mender *mender);
void mend_part_done(struct mender *mender);
/* A page, a round: from its beginning. */
void mender_page(struct mender *mender);
void mender_round(struct mender *mender, bool fast);
struct fault *mend_fault(struct mender *mender, const char *index, const char *what,
                         const char *incident);
/* Commits `write` while `check` holds (what was seen, and is so still); takes the fault
 * over. */
void mend_write(struct fault *fault, struct arena *arena, const struct check *check,
                const struct write *write);
struct check mend_check(enum check_kind kind, const char *key, const char *field,
                        const char *value);

#endif
