/* codec_home.h: the home tab. */
#ifndef TOCSIN_SLACK_CODEC_HOME_H
#define TOCSIN_SLACK_CODEC_HOME_H

#include "codec.h"

/* codec_home.c */
json_t *slack_view_home(struct arena *arena, const json_t *tree, const char *command);

#endif
