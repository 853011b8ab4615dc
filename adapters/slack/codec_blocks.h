/* codec_blocks.h: trees as blocks. */
#ifndef TOCSIN_SLACK_CODEC_BLOCKS_H
#define TOCSIN_SLACK_CODEC_BLOCKS_H

#include "codec.h"

/* Blocks of a tree, buttons included; at most SLACK_BLOCKS, all within the lengths above,
 * the cut said in a last context block. `command`: what is typed before commands
 * ("/inc"). */
json_t *slack_blocks(struct arena *arena, const json_t *tree, const char *command);

#endif
