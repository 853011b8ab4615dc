/* arena.c: a list of blocks, bumped.
 *
 * Blocks double from 4 KB to 64 KB, so that a state of a few entries stays small and a
 * busy turn needs few calls of malloc. Nothing is freed singly. Under AddressSanitizer
 * what has not been handed out is poisoned and every allocation is followed by a redzone;
 * without that an overrun inside a block would go unseen. */
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { ARENA_REDZONE = 16 };
#define POISON(ptr, size) ASAN_POISON_MEMORY_REGION(ptr, size)
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION(ptr, size)
#else
enum { ARENA_REDZONE = 0 };
#define POISON(ptr, size) ((void)0)
#define UNPOISON(ptr, size) ((void)0)
#endif

enum {
    ARENA_ALIGN = alignof(max_align_t),
    ARENA_BLOCK_MIN = 4 * 1024,
    ARENA_BLOCK_MAX = 64 * 1024,
};

struct block {
    struct block *next;
    size_t cap;
    size_t used;
    alignas(max_align_t) char data[];
};

struct held_json {
    struct held_json *next;
    json_t *json;
};

struct arena {
    struct block *blocks; /* newest first: only the first is allocated from */
    struct held_json *held;
    size_t next_cap;
    size_t handed_out;
};

struct arena *arena_new(void) {
    struct arena *arena = mem_new(sizeof(*arena));
    arena->next_cap = ARENA_BLOCK_MIN;
    return arena;
}

static void drop_json(struct arena *arena) {
    for (struct held_json *held = arena->held; held; held = held->next) {
        json_decref(held->json);
    }
    arena->held = NULL;
}

static void block_free(struct block *block) {
    UNPOISON(block->data, block->cap);
    free(block);
}

void arena_free(struct arena *arena) {
    if (!arena) {
        return;
    }
    drop_json(arena);
    while (arena->blocks) {
        struct block *next = arena->blocks->next;
        block_free(arena->blocks);
        arena->blocks = next;
    }
    free(arena);
}

void arena_reset(struct arena *arena) {
    drop_json(arena);
    /* The largest ordinary block stays, so that an arena that is used again and again
     * settles on one block; a giant stays with nobody. */
    struct block *kept = NULL;
    for (struct block *b = arena->blocks, *next; b; b = next) {
        next = b->next;
        if (b->cap <= ARENA_BLOCK_MAX && (!kept || b->cap > kept->cap)) {
            if (kept) {
                block_free(kept);
            }
            kept = b;
        } else {
            block_free(b);
        }
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
        POISON(kept->data, kept->cap);
    }
    arena->blocks = kept;
    arena->handed_out = 0;
}

static struct block *add_block(struct arena *arena, size_t need) {
    size_t cap = need > arena->next_cap ? need : arena->next_cap;
    if (cap > SIZE_MAX - sizeof(struct block)) {
        abort(); /* no size that anybody meant */
    }
    /* Not zeroed here: arena_alloc() does that, and only to what it hands out. */
    struct block *block = mem_grow(NULL, sizeof(*block) + cap, 1);
    block->cap = cap;
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    POISON(block->data, block->cap);
    if (arena->next_cap < ARENA_BLOCK_MAX) {
        arena->next_cap *= 2;
    }
    return block;
}

void *arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) {
        abort(); /* no size that anybody meant */
    }
    size_t need = (size + ARENA_REDZONE + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (need == 0) {
        need = ARENA_ALIGN; /* two allocations never share an address */
    }
    struct block *block = arena->blocks;
    if (!block || block->cap - block->used < need) {
        block = add_block(arena, need);
    }
    char *ptr = block->data + block->used;
    block->used += need;
    arena->handed_out += size;
    UNPOISON(ptr, size);
    memset(ptr, 0, size);
    return ptr;
}

void *arena_array(struct arena *arena, size_t n, size_t size) {
    if (size != 0 && n > SIZE_MAX / size) {
        abort(); /* the product overflows */
    }
    return arena_alloc(arena, n * size);
}

char *arena_strdup(struct arena *arena, const char *s) {
    return !s ? NULL : arena_strndup(arena, s, strlen(s));
}

char *arena_strndup(struct arena *arena, const char *s, size_t len) {
    if (!s) {
        return NULL;
    }
    char *copy = arena_alloc(arena, len + 1);
    if (len > 0) {
        memcpy(copy, s, len);
    }
    return copy;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len < 0) {
        abort(); /* a format that is none: a mistake of the program */
    }
    char *s = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(s, (size_t)len + 1, format, again);
    va_end(again);
    return s;
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *s = arena_vprintf(arena, format, args);
    va_end(args);
    return s;
}

json_t *arena_json(struct arena *arena, json_t *json) {
    if (!json) {
        return NULL;
    }
    struct held_json *held = arena_alloc(arena, sizeof(*held));
    held->json = json;
    held->next = arena->held;
    arena->held = held;
    return json;
}

size_t arena_used(const struct arena *arena) {
    return arena->handed_out;
}
