/* lost.h: incidents that the database lost, as a bot at work has kept them (KEY_LOST). */
#ifndef TOCSIN_CLI_LOST_H
#define TOCSIN_CLI_LOST_H

#include "cli/database.h"
#include "tocsin/way_back.h"
#include <stdio.h>

/* Ids of those that are gone, or of which a part is. In the arena. */
struct lost_ids {
    const char **whole, **parts; /* NULL-terminated */
    size_t nwhole, nparts;
    int64_t at; /* UTC ms: when the last of them was missed */
};

/* `pairs`: the answer to HGETALL KEY_LOST. */
void lost_read(struct arena *arena, const json_t *pairs, struct lost_ids *ret);
/* "INC-..., INC-... and 3 more are lost". In the arena; NULL: none is. */
const char *lost_sentence(struct arena *arena, const struct lost_ids *lost);
/* One line per incident that is lost onto `to`. How many there are; -1 with err. */
int lost_print(struct database *db, FILE *to, struct error *err);
/* One line about that incident: "INC-... is lost: ...". In the arena; NULL: it is not. */
const char *lost_line(struct database *db, struct arena *arena, const char *id);

#endif
