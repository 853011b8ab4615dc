/* advice.h: what to type instead, ready to be copied where it is read.
 *
 * Whoever copies a line at three in the morning copies it as it stands. So a line that is
 * given has all the words that its command needs, and names the incident wherever the
 * channel does not. Outside every incident's channel that takes a look at the open ones,
 * and on an incident a look at whether it goes on, because one that has ended takes few
 * lines: the refusal becomes a turn of its own, which may look. */
#ifndef TOCSIN_CORE_ADVICE_H
#define TOCSIN_CORE_ADVICE_H

#include "core/turn.h"

enum { ADVICE_WAYS = 3 };

/* One line to type. All strings live in the turn's arena or longer. */
struct way {
    /* in front of it, markup; a question mark follows the line unless this ends in a
     * colon. NULL: the line alone */
    const char *say;
    const char *head; /* our words, "role assign"; "": `say` is all there is */
    const char *text; /* what a person typed behind them; "" */
};

struct advice {
    enum error_code code;
    const char *lead; /* markup: what is wrong */
    struct way ways[ADVICE_WAYS];
    size_t n;
    bool which; /* it is only the incident that is missing */
    bool more;  /* end with where all commands stand */
};

/* Adds a way, unless there are ADVICE_WAYS. Words that the command still needs are put
 * behind the text: "what fixed it", "@name". */
void advice_add(const struct turn *turn, struct advice *advice, const char *say,
                const char *head, const char *text);
/* Refuses with the advice: at once (false, err), or by a turn that looks (true:
 * turn->command is set): at the open ones, when a line needs an incident and `incident` is
 * NULL; at the incident, when it would not take a line once it has ended.
 * `incident`: how it was named, or the id of the channel's. */
bool advice_give(struct turn *turn, const struct advice *advice, const char *incident,
                 struct error *err);
/* An error at once, its lines as they are. False. */
bool advice_refuse(const struct turn *turn, const struct advice *advice,
                   const char *incident, struct error *err);
/* The markup with each line to type made whole: words that its command needs behind it,
 * and `incident` (or NULL) in front of it where it needs one and names none. In the
 * arena. */
const char *advice_lines(const struct turn *turn, const char *markup,
                         const char *incident);

#endif
