/* api_rooms.c: see api_rooms.h. */
#include "api_rooms.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

enum { ROOMS_MOST = 20000, NAMES_MOST = 20000, LEARN_MOST = 500, DIRECT_MEMBERS = 2 };

struct room {
    struct matrix_room room; /* first */
    UT_hash_handle hh;
    char id[];
};

struct named { /* a name, or the id of a room that was replaced: which room it is */
    UT_hash_handle hh;
    char *id;
    char name[];
};

struct matrix_rooms {
    struct room *rooms;
    struct named *names;
    struct named *firsts; /* of rooms that replaced others: the first of them */
};

struct matrix_rooms *matrix_rooms_new(void) {
    return mem_new(sizeof(struct matrix_rooms));
}

static void names_free(struct named **names) {
    struct named *named, *next;
    HASH_ITER(hh, *names, named, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(*names, named);
        free(named->id);
        free(named);
    }
}

void matrix_rooms_free(struct matrix_rooms *rooms) {
    struct room *room, *next_room;
    if (!rooms) {
        return;
    }
    HASH_ITER(hh, rooms->rooms, room, next_room) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(rooms->rooms, room);
        free(room);
    }
    names_free(&rooms->names);
    names_free(&rooms->firsts);
    free(rooms);
}

struct matrix_room *matrix_room(struct matrix_rooms *rooms, const char *id) {
    struct room *room = NULL;
    HASH_FIND_STR(rooms->rooms, id, room);
    if (!room && HASH_COUNT(rooms->rooms) < ROOMS_MOST) {
        size_t n = strlen(id) + 1;
        room = mem_new(sizeof *room + n);
        memcpy(room->id, id, n);
        room->room.id = room->id;
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_ADD_KEYPTR(hh, rooms->rooms, room->id, n - 1, room);
    }
    return room ? &room->room : NULL;
}

void matrix_room_event(struct matrix_rooms *rooms, const char *id,
                       const struct matrix_event *event) {
    struct matrix_room *room = matrix_room(rooms, id);
    if (!room) {
        return;
    }
    if (event->kind == MATRIX_ENCRYPTS) {
        room->encrypted = true;
    } else if (event->kind == MATRIX_MEMBER) {
        room->looked = false;
        if (!event->member && text_equal(matrix_rooms_recall(rooms, event->target), id)) {
            matrix_rooms_forget(rooms, event->target); /* they left the room for them */
        }
    }
}

/* ---- looking ---- */

struct look {
    struct work work; /* first */
    struct work *whose;
    struct matrix_room *room;
    const char *before; /* the one that it says it replaces */
    room_looked_cb then;
};

static void stopped(struct work *work) {
    mx_work_free(work); /* whoever waits is stopped as well */
}

static void end(struct look *look) {
    struct work *whose = look->whose;
    struct matrix_room *room = look->room;
    room_looked_cb then = look->then;
    mx_work_free(&look->work);
    then(whose, room);
}

static bool answers(const struct matrix_result *result) {
    return result->kind == MATRIX_OK || result->kind == MATRIX_REFUSED;
}

static void get_state(struct look *look, const char *room, const char *type,
                      work_result_cb then) {
    mx_work_call_patiently(
        &look->work,
        &(struct matrix_request){
            .method = "GET",
            .path = matrix_path(look->work.arena, "rooms/{}/state/{}/", room, type)},
        then);
}

/* Everybody can say that their room replaces another one: that one must say so as well. */
static void tombstone_came(struct work *work, const struct matrix_result *result) {
    struct look *look = (struct look *)work;
    const char *to = jsonx_string(result->json, "replacement_room", NULL);
    if (text_equal(to, look->room->id)) {
        matrix_rooms_moved(work->matrix->rooms, look->before, to);
    }
    look->room->looked = answers(result);
    end(look);
}

static void create_came(struct work *work, const struct matrix_result *result) {
    struct look *look = (struct look *)work;
    const json_t *before = json_object_get(result->json, "predecessor");
    const char *room = jsonx_string(before, "room_id", NULL);
    if (!matrix_is_id(room, '!')) {
        look->room->looked = answers(result);
        end(look);
        return;
    }
    look->before = arena_strdup(work->arena, room);
    get_state(look, look->before, "m.room.tombstone", tombstone_came);
}

static void encryption_came(struct work *work, const struct matrix_result *result) {
    struct look *look = (struct look *)work;
    if (!answers(result)) {
        end(look);
        return;
    }
    look->room->encrypted = look->room->encrypted || result->kind == MATRIX_OK;
    get_state(look, look->room->id, "m.room.create", create_came);
}

static void learn_names(const struct work *work, const json_t *joined) {
    const struct host *host = work->matrix->host;
    const char *user;
    json_t *member;
    if (!host || json_object_size(joined) > LEARN_MOST) {
        return;
    }
    json_object_foreach((json_t *)joined, user, member) {
        const char *name = jsonx_string(member, "display_name", NULL);
        if (matrix_is_id(user, '@') && !text_is_empty(name)) {
            host->learn_name(host->self, address_of(work->arena, MATRIX_NETWORK, user),
                             name);
        }
    }
}

static void members_came(struct work *work, const struct matrix_result *result) {
    struct look *look = (struct look *)work;
    const json_t *joined = json_object_get(result->json, "joined");
    if (result->kind != MATRIX_OK) {
        look->room->direct = false;
        look->room->looked = result->kind == MATRIX_REFUSED; /* we are not in there */
        end(look);
        return;
    }
    look->room->direct = json_object_size(joined) <= DIRECT_MEMBERS;
    learn_names(work, joined);
    get_state(look, look->room->id, "m.room.encryption", encryption_came);
}

void matrix_room_look(struct work *whose, const char *id, room_looked_cb then) {
    struct matrix *matrix = whose->matrix;
    struct matrix_room *room = matrix_room(matrix->rooms, id);
    if (!room || room->looked) {
        then(whose, room);
        return;
    }
    struct look *look = mx_work_new(matrix, sizeof *look, whose->rank, stopped);
    look->whose = whose;
    look->room = room;
    look->then = then;
    mx_work_call_patiently(
        &look->work,
        &(struct matrix_request){
            .method = "GET",
            .path = matrix_path(look->work.arena, "rooms/{}/joined_members", id)},
        members_came);
}

/* ---- names ---- */

static const char *find(struct named *names, const char *name) {
    struct named *named = NULL;
    HASH_FIND_STR(names, name, named);
    return named ? named->id : NULL;
}

static void forget(struct named **names, const char *name) {
    struct named *named = NULL;
    HASH_FIND_STR(*names, name, named);
    if (named) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(*names, named);
        free(named->id);
        free(named);
    }
}

static void learn(struct named **names, const char *name, const char *id) {
    size_t n = strlen(name) + 1;
    forget(names, name);
    if (HASH_COUNT(*names) >= NAMES_MOST) {
        return;
    }
    struct named *named = mem_new(sizeof *named + n);
    memcpy(named->name, name, n);
    named->id = mem_copy(id);
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
    HASH_ADD_KEYPTR(hh, *names, named->name, n - 1, named);
}

const char *matrix_rooms_recall(const struct matrix_rooms *rooms, const char *name) {
    return name ? find(rooms->names, name) : NULL;
}

void matrix_rooms_forget(struct matrix_rooms *rooms, const char *name) {
    forget(&rooms->names, name);
}

void matrix_rooms_learn(struct matrix_rooms *rooms, const char *name, const char *id) {
    learn(&rooms->names, name, id);
}

/* ---- rooms that were replaced ---- */

const char *matrix_rooms_first(const struct matrix_rooms *rooms, const char *id) {
    const char *first = find(rooms->firsts, id);
    return first ? first : id;
}

void matrix_rooms_moved(struct matrix_rooms *rooms, const char *from, const char *to) {
    char *first = mem_copy(matrix_rooms_first(rooms, from));
    if (strcmp(first, to) != 0) {
        learn(&rooms->firsts, to, first);
        learn(&rooms->names, first, to);
        learn(&rooms->names, from, to);
    }
    free(first);
}
