/* codec_views.h: forms and what is said in a modal. */
#ifndef TOCSIN_SLACK_CODEC_VIEWS_H
#define TOCSIN_SLACK_CODEC_VIEWS_H

#include "codec.h"

json_t *slack_view_wait(void); /* opened at once, filled in later */
/* The modal of a neutral form or menu (reply.h). `place`: where it was asked for, carried
 * in private_metadata with command, incident and phase. */
json_t *slack_view_form(struct arena *arena, const json_t *form, const char *place,
                        const char *command);
/* A modal that says something (an answer, an error). */
json_t *slack_view_said(struct arena *arena, const json_t *tree, const char *command);
/* Ack payload that shows an error at a field of the form, at its first one when it has no
 * such field (NULL: none is named), so that what was typed stays; NULL when it has no
 * fields. `view`: the submitted one. */
json_t *slack_view_error(struct arena *arena, const json_t *view, const char *field,
                         const json_t *tree, const char *command);

#endif
