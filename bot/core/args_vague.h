/* args_vague.h: ends that say nothing, or another state. False: err asks. */
#ifndef TOCSIN_CORE_ARGS_VAGUE_H
#define TOCSIN_CORE_ARGS_VAGUE_H

#include "core/args_table.h"
#include "core/saying.h"

/* Is it a text that says nothing of what was done: "x", "unknown"; `lone`: or one word that
 * may be anything, "checkout"? */
bool args_doubt_vague(const struct parse *parse, const struct saying *saying,
                      const char *text, bool lone);
/* Does a resolution say another state: "mitigated", "temporary fix"? */
bool args_doubt_state(const struct parse *parse, const struct saying *saying,
                      const char *text);

#endif
