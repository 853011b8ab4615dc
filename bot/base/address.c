/* address.c: see address.h. */
#include "base/address.h"

#include <string.h>

bool address_read(const char *s, struct address *ret) {
    const char *colon = s ? strchr(s, ':') : NULL;

    if (!colon || colon == s || colon[1] == '\0') {
        return false;
    }
    *ret = (struct address){
        .kind = colon[1] == '@' && colon[2] != '\0' ? ADDRESS_PERSON : ADDRESS_ID,
        .network = s,
        .network_len = (size_t)(colon - s),
        .name = colon + 1,
    };
    return true;
}

bool address_char(char c) {
    return c != '\0' && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789._:/@+-=",
                               c);
}

size_t address_span(const char *s) {
    size_t n = 0;

    while (address_char(s[n])) {
        n++;
    }
    return n;
}

bool address_is_bare(const char *word) {
    return strchr(word, ':') == NULL;
}

bool address_is(const char *s) {
    struct address address;

    return address_read(s, &address);
}

const char *address_name_on(const char *s, const char *network) {
    struct address address;

    return address_read(s, &address) && strlen(network) == address.network_len &&
                   strncmp(s, network, address.network_len) == 0
               ? address.name
               : NULL;
}

bool address_on(const char *s, const char *network) {
    return address_name_on(s, network) != NULL;
}

bool address_same_network(const char *a, const char *b) {
    struct address one, other;

    return address_read(a, &one) && address_read(b, &other) &&
           one.network_len == other.network_len && strncmp(a, b, one.network_len) == 0;
}

const char *address_name(const char *s) {
    struct address address;

    return address_read(s, &address) ? address.name : s;
}

char *address_of(struct arena *arena, const char *network, const char *name) {
    return arena_printf(arena, "%s:%s", network, name);
}

char *address_network(struct arena *arena, const char *s) {
    struct address address;

    return address_read(s, &address) ? arena_strndup(arena, s, address.network_len)
                                     : NULL;
}

char *address_beside(struct arena *arena, const char *like, const char *name) {
    const char *network = address_network(arena, like);

    return network ? address_of(arena, network, name) : NULL;
}

char *address_reaching(struct arena *arena, const char *actor) {
    struct address address;

    if (!address_read(actor, &address)) {
        return NULL;
    }
    return address.kind == ADDRESS_PERSON
               ? arena_strdup(arena, actor)
               : address_beside(arena, actor, arena_printf(arena, "@%s", address.name));
}

/* An id that begins with "@" itself names its server behind a colon. */
char *address_reached(struct arena *arena, const char *place) {
    struct address address;

    if (!address_read(place, &address) || address.kind != ADDRESS_PERSON) {
        return NULL;
    }
    return address_is(address.name) ? arena_strdup(arena, place)
                                    : address_beside(arena, place, address.name + 1);
}
