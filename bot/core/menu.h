/* menu.h: what is possible now, as buttons. */
#ifndef TOCSIN_CORE_MENU_H
#define TOCSIN_CORE_MENU_H

#include "core/turn.h"

/* menu.c: the menu of turn->before; new reference. */
json_t *form_menu(struct turn *turn);

#endif
