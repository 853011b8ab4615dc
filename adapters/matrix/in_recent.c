/* in_recent.c: see in_recent.h. */
#include "in_recent.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

enum { RECENT = 512 };

struct matrix_recent {
    struct {
        char *id, *target, *key;
    } at[RECENT];
    size_t next; /* the one that is overwritten next */
};

struct matrix_recent *matrix_recent_new(void) {
    return mem_new(sizeof(struct matrix_recent));
}

static void clear(struct matrix_recent *recent, size_t i) {
    free(recent->at[i].id);
    free(recent->at[i].target);
    free(recent->at[i].key);
}

void matrix_recent_free(struct matrix_recent *recent) {
    for (size_t i = 0; recent && i < RECENT; i++) {
        clear(recent, i);
    }
    free(recent);
}

void matrix_recent_add(struct matrix_recent *recent,
                       const struct matrix_event *reaction) {
    size_t i = recent->next;
    clear(recent, i);
    recent->at[i].id = mem_copy(reaction->id);
    recent->at[i].target = mem_copy(reaction->target);
    recent->at[i].key = mem_copy(reaction->key);
    recent->next = (i + 1) % RECENT;
}

struct matrix_event matrix_recent_find(const struct matrix_recent *recent,
                                       const char *id) {
    for (size_t i = 0; i < RECENT; i++) {
        if (recent->at[i].id && text_equal(recent->at[i].id, id)) {
            return (struct matrix_event){.kind = MATRIX_REACTED,
                                         .id = recent->at[i].id,
                                         .target = recent->at[i].target,
                                         .key = recent->at[i].key};
        }
    }
    return (struct matrix_event){.kind = MATRIX_NOTHING};
}
