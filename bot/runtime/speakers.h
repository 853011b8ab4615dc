/* speakers.h: what is remembered of whoever types. */
#ifndef TOCSIN_RUNTIME_SPEAKERS_H
#define TOCSIN_RUNTIME_SPEAKERS_H

#include "runtime/parts.h"

/* Was the last line that this person typed refused? And what came of this one. */
bool speaker_slipped(struct bot *bot, const char *actor);
void speaker_heard(struct bot *bot, const char *actor, bool refused);
/* One more command of this minute; false: there were too many. */
bool speaker_within_rate(struct bot *bot, const char *actor);
void speakers_free(struct bot *bot);

#endif
