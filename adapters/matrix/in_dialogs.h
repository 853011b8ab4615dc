/* in_dialogs.h: who is asked for what, in which thread. A thread that is not known here is
 * looked at in its room: another process may have asked. */
#ifndef TOCSIN_MATRIX_IN_DIALOGS_H
#define TOCSIN_MATRIX_IN_DIALOGS_H

#include "codec_input.h"
#include "shared.h"

struct matrix_dialogs *matrix_dialogs_new(void);
void matrix_dialogs_free(struct matrix_dialogs *dialogs);

/* Would what is said there be an answer to something that we do not know of? */
bool matrix_dialog_unknown(const struct matrix_dialogs *dialogs,
                           const struct matrix_heard *heard);
/* What is in the thread, {user: question}; stolen. */
void matrix_dialog_learn(struct matrix_dialogs *dialogs, const char *room,
                         const char *thread, json_t *questions);
/* The question to that person, borrowed, or NULL. */
const json_t *matrix_dialog_question(const struct matrix_dialogs *dialogs,
                                     const struct matrix_heard *heard);
/* Asked now, or over; kept. */
void matrix_dialog_put(struct matrix_dialogs *dialogs, const char *room,
                       const char *thread, const json_t *question);

#endif
