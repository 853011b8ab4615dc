/* aside.h: values that cannot be used. */
#ifndef TOCSIN_RUNTIME_ASIDE_H
#define TOCSIN_RUNTIME_ASIDE_H

#include "runtime/fetch.h"
#include "runtime/parts.h"

enum aside_kind { ASIDE_SET, ASIDE_LIST, ASIDE_HASH };
void aside_listen(struct bot *bot);
void aside_key(struct bot *bot, const char *key, const char *what);
/* `value`: the member or field as it was read; `what` goes on from its name: "is no
 * text". */
void aside_member(struct bot *bot, enum aside_kind kind, const char *key,
                  const json_t *value, const char *what);
/* Tells people, once per text. */
void aside_say(struct bot *bot, const char *what);
/* At work again: what was not told yet. */
void aside_again(struct bot *bot);
/* Is that key known to be of the wrong type? Until it is moved, or aside_forget(). */
bool aside_is(const struct bot *bot, const char *key);
void aside_forget(struct bot *bot);
/* Reads without what is known to be of the wrong type, and says what is left out. */
struct fetcher aside_fetcher(struct bot *bot);
void aside_free(struct bot *bot);

#endif
