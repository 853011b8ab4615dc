/* address.h: "network:name", what people and places are called in entries and settings.
 *
 *   slack:U7  console:ana              somebody, by the id that their network gives them
 *   slack:C1  console:#incidents       a place
 *   slack:@U7  console:@ana            the place where somebody is reached
 *   matrix:@ana:example.org            the same for both: there ids begin with "@", ...
 *   matrix:!r:example.org              ... and hold colons
 *
 * The network ends at the first colon; the name is the network's own and may hold
 * anything. Nobody else takes an address apart or puts one together. */
#ifndef TOCSIN_BASE_ADDRESS_H
#define TOCSIN_BASE_ADDRESS_H

#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>

/* Network of what the bot itself does: "tocsin:clock". */
#define ADDRESS_BOT "tocsin"

enum address_kind {
    ADDRESS_ID,     /* whom or what it names only its network knows */
    ADDRESS_PERSON, /* where somebody is reached: the name begins with "@" */
};

struct address {
    enum address_kind kind;
    const char *network; /* network_len bytes, into what was read */
    size_t network_len;
    const char *name; /* into what was read, whole */
};

/* False: it is none, and *ret is as it was. NULL is none. */
bool address_read(const char *s, struct address *ret);
bool address_is(const char *s);
bool address_on(const char *s, const char *network);
bool address_same_network(const char *a, const char *b);
/* Its name; what is no address as it is. */
const char *address_name(const char *s);
/* Its name if it is of that network, else NULL. */
const char *address_name_on(const char *s, const char *network);

/* What people type: of which signs an address may consist there, how many bytes at `s` are
 * such, and a word that does not say its network. */
bool address_char(char c);
size_t address_span(const char *s);
bool address_is_bare(const char *word);

/* In the arena. */
char *address_of(struct arena *arena, const char *network, const char *name);
/* NULL: it is none. */
char *address_network(struct arena *arena, const char *s);
/* The same name on the network of `like`. NULL: that is none. */
char *address_beside(struct arena *arena, const char *like, const char *name);
/* Where somebody is reached; who is reached there. NULL: it is none. */
char *address_reaching(struct arena *arena, const char *actor);
char *address_reached(struct arena *arena, const char *place);

#endif
