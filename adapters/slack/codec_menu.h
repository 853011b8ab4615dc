/* codec_menu.h: what can be done now. */
#ifndef TOCSIN_SLACK_CODEC_MENU_H
#define TOCSIN_SLACK_CODEC_MENU_H

#include "codec.h"

/* Appends blocks with the items of a menu (reply.h). */
void slack_add_menu(struct arena *arena, json_t *blocks, const json_t *menu,
                    const char *incident, const char *command);

#endif
