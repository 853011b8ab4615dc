/* gone.h: what is known of incidents that the database lost. */
#ifndef TOCSIN_RUNTIME_GONE_H
#define TOCSIN_RUNTIME_GONE_H

#include "runtime/parts.h"

/* The write that keeps that it is lost, or what of it. In the arena. */
struct write gone_write(struct arena *arena, const struct bot *bot,
                        const struct slot *slot);
/* Its places of before, NULL-terminated. In the arena. */
const char *const *gone_places(struct arena *arena, const struct slot *slot);
/* What is typed in its places still means this incident. */
void gone_keep_places(struct bot *bot, const struct slot *slot);
/* Takes over a row that the database keeps. */
void gone_row(struct slot *slot, const json_t *row);
/* Nothing is left of it; or it is there again. */
void gone_learn(struct bot *bot, struct slot *slot);
void gone_back(struct bot *bot, struct slot *slot);
/* What to type to declare it again; NULL: it was closed. In the arena. */
const char *gone_again(struct arena *arena, const struct slot *slot);
/* For whoever types about it; NULL: nobody here knew it. In the arena. */
char *gone_words(struct arena *arena, const struct slot *slot, bool reads);

#endif
