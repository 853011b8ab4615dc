/* out_ids.h: which ids were given, as the channels of ours tell. */
#ifndef TOCSIN_SLACK_OUT_IDS_H
#define TOCSIN_SLACK_OUT_IDS_H

#include "api_op.h"

/* Tells host.known_id what channels of ours a page of the list holds. */
void ids_page(struct slack *slack, const json_t *channels);
/* Has every page of the list read; then host.known_id hears NULL. */
void slack_tell_ids(struct slack *slack);

#endif
