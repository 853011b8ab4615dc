/* fuzz_stored.c: delivery records and idempotency records: JSON whose tree (`body`, `reply`) goes
 * out to a network. A tree that markup_valid() lets through is walked by every codec without
 * another question. */
#include "fuzz.h"

#include "base/jsonx.h"
#include "core/markup_text.h"
#include "core/markup_valid.h"
#include "core/pressed.h"
#include "slack/codec_blocks.h"
#include "slack/codec_fallback.h"

static void fuzz_stored_tree(const json_t *tree, const uint8_t *data, size_t size) {
    if (!markup_valid(tree))
        return;
    struct arena *arena = arena_new();
    FUZZ_CHECK(markup_plain(arena, tree) != NULL);
    (void)pressed_buttons(tree);
    FUZZ_CHECK(slack_text(arena, tree, "/inc", 3000) != NULL);
    FUZZ_CHECK(slack_line(arena, tree, SLACK_TOPIC) != NULL);
    json_t *blocks = arena_json(arena, slack_blocks(arena, tree, "/inc"));
    FUZZ_CHECK(json_array_size(blocks) <= SLACK_BLOCKS);
    arena_free(arena);
}

static void fuzz_stored(const uint8_t *data, size_t size) {
    json_t *record = jsonx_parse((const char *)data, size);
    fuzz_stored_tree(record, data, size);
    fuzz_stored_tree(json_object_get(record, "body"), data, size);
    fuzz_stored_tree(json_object_get(record, "reply"), data, size);
    json_decref(record);
}

FUZZ_TARGET(fuzz_stored)
