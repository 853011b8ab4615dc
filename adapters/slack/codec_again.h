/* codec_again.h: a submitted form as it was filled in, once more. */
#ifndef TOCSIN_SLACK_CODEC_AGAIN_H
#define TOCSIN_SLACK_CODEC_AGAIN_H

#include "codec.h"

/* The submitted form as it was filled in, with `tree` above it; NULL when
 * it has no fields. */
json_t *slack_view_again(struct arena *arena, const json_t *view, const json_t *tree,
                         const char *command);

#endif
