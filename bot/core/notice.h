/* notice.h: something to say, to an audience; and the same on its way to a place. */
#ifndef TOCSIN_CORE_NOTICE_H
#define TOCSIN_CORE_NOTICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define AUDIENCE_INCIDENT "incident"
#define AUDIENCE_ANNOUNCE "announce"
#define AUDIENCE_LEADERSHIP "leadership"
#define AUDIENCE_PERSON "person"

/* A deadline that a notice is about: when none of them stands any more, it is not sent. */
struct guard {
    const char *deadline; /* NULL: no guard */
    int64_t ref;
    int64_t due;
    int step;
    const struct guard *also; /* another deadline of the same notice, or NULL */
};

struct notice {
    const char *audience;
    const char *person;  /* AUDIENCE_PERSON: actor */
    const char *message; /* template name */
    json_t *body;        /* neutral tree, owned by the arena */
    bool urgent;
    bool plain; /* no contents in it: outsiders of a restricted incident may read it */
    struct guard guard;
    int64_t entry; /* sequence of the entry that caused it */
};

enum { NOTICES_MAX = 64 };

/* One delivery to be put in a lane. Written and read back as JSON (`delivery_record`). */
struct routed {
    const char *lane; /* its name (lane.h) */
    const char *id; /* hex delivery id: hash of incident, version, moment, number, lane */
    json_t *record; /* what is stored, owned by the arena: see below */
    const char *text; /* the same as it is stored; NULL until somebody writes it */
};

/* record: {"id","kind" (delivery_rules.h),"place","inc","n","level","message",
 *          "body","guard":{"deadline","ref","due","step","also":[the same]?}?,"private"?,
 *          "step"?,"people"?,"remote"?,"as"?,"by"?,"said"?,"plain"?,"marker"?,"at"}; said:
 *          announce places that are told it too; plain: as in the notice; marker: of a
 *          purpose, the opening's id */
enum { ROUTED_MAX = 256 };

#endif
