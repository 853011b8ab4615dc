/* Forms, menus and buttons: the same commands by another way in. */
#include "harness.h"

#include "tocsin/assets.h"

#include "base/jsonx.h"
#include "core/buttons.h"
#include "core/form.h"
#include "core/needs.h"

/* A bench with a declared incident, whose channel we are in. */
static struct bench *declared(void) {
    struct bench *bench = bench_new();

    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    return bench;
}

static json_t *fields_of(struct bench *bench, const char *text) {
    json_t *fields = json_loads(text, 0, NULL);

    assert_non_null(fields);
    return arena_json(bench->arena, fields);
}

/* Presses or sends: command and fields instead of text. */
static bool press(struct bench *bench, const char *who, const char *command,
                  const char *fields, const char *phase) {
    struct input input = {
        .kind = INPUT_COMMAND,
        .key = "key",
        .actor = arena_printf(bench->arena, "console:%s", who),
        .place = "console:#incidents",
        .text = "must not be looked at",
        .command = command,
        .fields = fields != NULL ? fields_of(bench, fields) : NULL,
        .phase = phase,
    };

    return bench_take(bench, &input);
}

static const json_t *ask(struct bench *bench, const char *who, const char *command,
                         const char *fields) {
    struct input input = {
        .kind = INPUT_FORM,
        .actor = arena_printf(bench->arena, "console:%s", who),
        .command = command,
        .fields = fields != NULL ? fields_of(bench, fields) : NULL,
    };
    struct needs needs = {0};
    struct turn turn;
    json_t *form = NULL;

    bench->err = (struct error){0};
    turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
    if (form_prepare(&turn, bench->place_incident, &needs, &bench->err)) {
        struct bench_incident *about = bench_find(bench, needs.incident);

        turn.before = about != NULL ? about->state : NULL;
        if (form_run(&turn, &bench->err)) {
            form = turn.form;
        }
    }
    turn_free(&turn);
    return form;
}

static const json_t *field_named(const json_t *form, const char *name) {
    size_t i;
    json_t *field;

    json_array_foreach(json_object_get(form, "fields"), i, field) {
        if (text_equal(jsonx_string(field, "name", NULL), name)) {
            return field;
        }
    }
    fail_msg("the form has no field %s", name);
    return NULL;
}

static const char *commands_of(struct bench *bench, const json_t *items) {
    const char *all = "";
    size_t i;
    json_t *item;

    json_array_foreach(items, i, item) {
        all = arena_printf(bench->arena, "%s%s%s", all, i > 0 ? ", " : "",
                           jsonx_string(item, "command", "?"));
    }
    return all;
}

static void fields_are_arguments(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_true(press(bench, "ben", "update",
                      "{\"update\":\"sev1 stays text\",\"impact\":\"logins: slow\","
                      "\"next\":\"\"}",
                      NULL));
    assert_string_equal(bench_kinds(bench), "incident.acknowledged update.posted");
    assert_string_equal(bench_field(bench, 1, "update"), "sev1 stays text");
    assert_string_equal(bench_field(bench, 1, "impact"), "logins: slow");
    assert_null(bench_field(bench, 1, "next"));
    assert_true(press(bench, "ben", "action add", "{\"title\":\"raise it\"}", NULL));
    assert_string_equal(bench_field(bench, 0, "title"), "raise it");
    /* What a command refuses to go without, its form asks for. */
    const json_t *form = ask(bench, "ben", "update", NULL);
    assert_true(jsonx_bool(field_named(form, "update"), "required", false));
    assert_false(jsonx_bool(field_named(form, "impact"), "required", true));
    bench_free(bench);
}

/* What is wrong is said at the field that it is about. */
static void wrong_fields_are_named(void **state) {
    static const struct {
        const char *command, *fields, *field;
    } cases[] = {
        {"severity", "{\"severity\":\"9\"}", "severity"},
        {"action add", "{\"title\":\"t\",\"due\":\"never\"}", "due"},
        {"action add", "{}", "title"},
        {"resolve", "{\"cause\":\"maybe\",\"resolution\":\"r\"}", "cause"},
        {"role assign", "{\"role\":\"king\",\"who\":\"console:ben\"}", "role"},
        {"update", "{\"no-such\":\"x\"}", NULL},
        {"update", "{\"update\":\"warm\",\"eta\":\"25:99\"}", "eta"},
        {"update", "{\"update\":\"warm\",\"eta\":\"banana\"}", "eta"},
        {"set", "{\"type\":\"nonsense\"}", "type"},
        {"declare", "{\"summary\":\"s\",\"type\":\"nonsense\"}", "type"},
        {"snooze", "{\"until\":\"banana\"}", "until"},
        /* a text that is asked about when it is typed */
        {"resolve", "{\"resolution\":\"x\"}", "resolution"},
        {"resolve", "{\"resolution\":\"fixed in eu\"}", "resolution"},
        {"resolve", "{\"resolution\":\"is it fixed?\"}", "resolution"},
        {"resolve", "{\"resolution\":\"rolled back, deployed 10m ago\"}", "resolution"},
        {"restore", "{\"note\":\"not working yet\"}", "note"},
        {"restore", "{\"note\":\"fixed in eu\"}", "note"},
        {"restore", "{\"note\":\"eu and us\"}", "note"},
        {"restore", "{\"note\":\"\\\"eu?\\\"\"}", "note"},
        {"mitigate", "{\"note\":\"wait\"}", "note"},
        {"cancel", "{\"why\":\"when\"}", "why"},
        {"declare", "{\"summary\":\"is web down?\"}", "summary"},
        {"declare", "{\"summary\":\"sev9 thing\"}", "summary"},
        {"update", "{\"update\":\"nxt: wait\"}", "update"},
        {"update", "{\"update\":\"service=ec2 is slow\"}", "update"},
        {"note", "{\"note\":\"at 25:99 it broke\"}", "note"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = declared();

        if (press(bench, "ana", cases[i].command, cases[i].fields, NULL) ||
            !text_equal(bench->err.field, cases[i].field)) {
            fail_msg("%s %s: at %s, expected %s", cases[i].command, cases[i].fields,
                     bench->err.field ? bench->err.field : "nothing", cases[i].field);
        }
        assert_int_equal(bench->nadded, 0);
        bench_free(bench);
    }
}

/* Who filled in a form does not read how a line is typed. */
static void refusals_are_about_the_form(void **state) {
    static const struct {
        const char *command, *fields, *says;
    } cases[] = {
        {"declare", "{}", "Fill this in: what is broken, in one line."},
        {"snooze", "{\"until\":\"5h\"}", ": `30m`"},
        {"snooze", "{\"until\":\"banana\"}", "write 20m, 2d, 17:00"},
        {"update", "{\"update\":\"warm\",\"eta\":\"25:99\"}",
         "Say one to come: `30m`, or `unknown`."},
        {"set", "{\"type\":\"securty\"}", "Did you mean security?"},
        {"action add", "{}", "Fill this in: what is to be done."},
        {"severity", "{\"severity\":\"9\"}", "One of: Sev1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = declared();
        const char *said;

        assert_false(press(bench, "ana", cases[i].command, cases[i].fields, NULL));
        said = bench->err.text;
        if (strstr(said, cases[i].says) == NULL || strstr(said, "Usage") != NULL ||
            strstr(said, "Example") != NULL || strstr(said, "<!") != NULL ||
            strstr(said, "= ") != NULL) {
            fail_msg("%s %s: %s", cases[i].command, cases[i].fields, said);
        }
        bench_free(bench);
    }
}

/* In quotes a text is what it says, and its quotes are no part of it. */
static void texts_in_quotes(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_true(
        press(bench, "ben", "resolve", "{\"resolution\":\"\\\"fixed in eu\\\"\"}", NULL));
    assert_string_equal(bench_field(bench, 1, "resolution"), "fixed in eu");
    bench_free(bench);
    bench = declared();
    assert_true(press(bench, "ben", "restore", "{\"note\":\"\\\"eu and us\\\"\"}", NULL));
    assert_string_equal(bench_kinds(bench), "incident.acknowledged service.restored");
    bench_free(bench);
    bench = declared();
    assert_false(press(bench, "ana", "resolve", "{\"resolution\":\"hopefully\"}", NULL));
    assert_non_null(strstr(bench->err.text,
                           "sound done.\nIf it is done: put it in quotes.\nTo say so: "));
    assert_null(strstr(bench->err.text, "<!resolve"));
    bench_free(bench);
    /* when it was, and which part, is taken from it as from a line */
    bench = declared();
    assert_true(press(bench, "ben", "update",
                      "{\"update\":\"pool is warm next: watch it\"}", NULL));
    assert_string_equal(bench_field(bench, 1, "update"), "pool is warm");
    assert_string_equal(bench_field(bench, 1, "next"), "watch it");
    bench_free(bench);
}

/* Every field of every form: no two that look alike, nothing said twice. */
static void fields_have_their_words(void **state) {
    static const char *const forms[] = {"declare", "update",      "resolve", "set",
                                        "snooze",  "role assign", "escalate"};
    struct bench *bench = declared();

    (void)state;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        const json_t *form = ask(bench, "ana", forms[f], NULL);
        const json_t *fields = json_object_get(form, "fields");
        size_t i, k;
        const json_t *field, *other;

        json_array_foreach(fields, i, field) {
            const char *label = jsonx_string(field, "label", "");

            assert_false(text_equal_nocase(label, jsonx_string(field, "hint", "-")));
            json_array_foreach(fields, k, other) {
                const char *second = jsonx_string(other, "label", "");

                if (i != k &&
                    (strstr(label, second) != NULL || strcmp(label, second) == 0)) {
                    fail_msg("%s: \"%s\" beside \"%s\"", forms[f], label, second);
                }
            }
        }
    }
    assert_string_equal(
        jsonx_string(field_named(ask(bench, "ana", "resolve", NULL), "cause"), "label",
                     ""),
        "Is the cause fixed?");
    assert_string_equal(jsonx_string(ask(bench, "ana", "update", NULL), "of", ""),
                        "Sev2: web is slow");
    bench_free(bench);
}

static void a_button_is_for_its_phase(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_true(press(bench, "ana", "ack", NULL, "detection"));
    assert_true(bench_say(bench, "ana", "status triage"));
    assert_false(
        press(bench, "ana", "resolve", "{\"resolution\":\"fixed\"}", "detection"));
    assert_int_equal(bench->err.code, ERR_PHASE);
    assert_non_null(strstr(bench->reply, "Triage"));
    assert_true(press(bench, "ana", "resolve", "{\"resolution\":\"fixed\"}", "triage"));
    bench_free(bench);
}

/* The database was emptied, and the id given again: what was made for the first incident
 * of that id does nothing to the second, neither at once nor through a form. */
static void a_button_is_for_its_incident(void **state) {
    struct bench *bench = declared();
    const char *id = bench->incidents[0].state->id;
    const json_t *form = ask(bench, "ana", "update", NULL);
    char made[INCIDENT_MADE];
    struct input input = {.kind = INPUT_COMMAND,
                          .key = "key",
                          .actor = "console:ana",
                          .place = "console:#incidents",
                          .incident = id,
                          .command = "ack"};

    (void)state;
    incident_made(bench_find(bench, id)->state, made);
    assert_string_equal(jsonx_string(form, "made", ""), made);
    input.made = "1000000000000";
    assert_false(bench_take(bench, &input));
    assert_int_equal(bench->err.code, ERR_PHASE);
    assert_non_null(strstr(bench->reply, "made for another incident"));
    assert_int_equal(bench->nadded, 0);
    input.made = made;
    if (!bench_take(bench, &input)) { /* its own */
        fail_msg("%s", bench->reply);
    }
    bench_free(bench);
}

static void declare_is_asked_outside(void **state) {
    struct bench *bench = bench_new();
    const json_t *form = ask(bench, "ana", NULL, NULL);
    const json_t *severity;

    (void)state;
    assert_string_equal(jsonx_string(form, "command", ""), "declare");
    assert_null(json_object_get(form, "incident"));
    severity = field_named(form, "severity");
    assert_string_equal(jsonx_string(severity, "type", ""), "choice");
    assert_int_equal(json_array_size(json_object_get(severity, "choices")), 4);
    assert_string_equal(jsonx_string(field_named(form, "near-miss"), "type", ""), "flag");
    assert_string_equal(jsonx_string(field_named(form, "service"), "type", ""), "words");
    bench_free(bench);
}

static void a_form_has_its_table(void **state) {
    struct bench *bench = declared();
    const json_t *form = ask(bench, "ana", "role assign", NULL);

    (void)state;
    assert_string_equal(jsonx_string(form, "command", ""), "role assign");
    assert_string_equal(jsonx_string(form, "incident", ""), bench->place_incident);
    assert_string_equal(jsonx_string(field_named(form, "who"), "type", ""), "actor");
    assert_int_equal(
        json_array_size(json_object_get(field_named(form, "role"), "choices")),
        sizeof bench_roles / sizeof *bench_roles);
    /* What a button carried, and what is so now, is filled in. */
    form = ask(bench, "ana", "action done", "{\"number\":\"3\"}");
    assert_string_equal(jsonx_string(field_named(form, "number"), "value", ""), "3");
    form = ask(bench, "ana", "severity", NULL);
    assert_string_equal(jsonx_string(field_named(form, "severity"), "value", ""), "2");
    bench_free(bench);
}

/* A form is refused where its command is. */
static void forms_are_refused(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_null(ask(bench, "ana", "close", NULL)); /* not verified */
    assert_int_equal(bench->err.code, ERR_PHASE);
    assert_null(ask(bench, "ana", "redact", NULL)); /* for admins */
    assert_int_equal(bench->err.code, ERR_DENIED);
    assert_null(ask(bench, "ana", "nonsense", NULL));
    bench->place_incident = NULL;
    assert_null(ask(bench, "ana", "update", NULL));
    assert_int_equal(bench->err.code, ERR_INVALID);
    bench_free(bench);
}

static void the_menu_is_what_is_possible(void **state) {
    struct bench *bench = declared();
    const json_t *form = ask(bench, "ana", NULL, NULL);
    const char *menu = commands_of(bench, json_object_get(form, "menu"));

    (void)state;
    assert_string_equal(jsonx_string(form, "title", ""), bench->place_incident);
    assert_int_equal(strncmp(menu, "ack, role take, ", 16), 0);
    assert_non_null(strstr(menu, "update"));
    assert_null(strstr(menu, "close"));
    assert_null(strstr(menu, "reopen"));
    assert_true(bench_say(bench, "ana", "role take"));
    assert_true(bench_say(bench, "ana", "resolve done"));
    menu = commands_of(bench, json_object_get(ask(bench, "ana", NULL, NULL), "menu"));
    assert_null(strstr(menu, "ack"));
    assert_int_equal(strncmp(menu, "role take, ", 11) == 0, 0);
    assert_non_null(strstr(menu, "role take")); /* there are other roles */
    assert_null(strstr(menu, "resolve"));
    assert_non_null(strstr(menu, "reopen"));
    bench_free(bench);
}

/* At most five by themselves, the rest in a few groups; the words are the language's. */
static void the_menu_is_grouped(void **state) {
    static const char *const languages[] = {"en", "fr"};
    struct bench *bench = declared();
    struct message_template labels[2] = {{"en", "button", NULL}, {"fr", "button", NULL}};
    struct messages messages = {.builtin = labels, .nbuiltin = 2};

    (void)state;
    bench->world.messages = &messages;
    for (size_t i = 0; i < assets_count; i++) {
        for (size_t k = 0; k < 2; k++) {
            const char *path =
                arena_printf(bench->arena, "templates/%s/button.mustache", languages[k]);

            if (text_equal(assets[i].path, path)) {
                labels[k].text = assets[i].text;
            }
        }
    }
    for (size_t k = 0; k < 2; k++) {
        const char *last = NULL;
        size_t single = 0, groups = 0, i;
        const json_t *item;

        messages.language = languages[k];
        json_array_foreach(json_object_get(ask(bench, "ana", NULL, NULL), "menu"), i,
                           item) {
            const char *group = jsonx_string(item, "group", NULL);

            assert_true(group != NULL || last == NULL); /* those without come first */
            single += group == NULL;
            groups += group != NULL && !text_equal(group, last);
            last = group;
        }
        assert_int_equal(single, 5);
        assert_int_equal(groups, 4);
        assert_string_equal(last, k == 0 ? "Look at" : "Consulter");
    }
    bench_free(bench);
}

static const char *buttons_of(struct bench *bench, const char *message,
                              const char *deadline, int64_t ref) {
    json_t *tree = arena_json(bench->arena, json_array());
    const json_t *block;

    buttons_add(bench->arena, &bench->world, bench_state(bench, 0), message, deadline,
                ref, tree);
    block = json_array_get(tree, 0);
    return block == NULL ? "" : commands_of(bench, json_object_get(block, "c"));
}

static void buttons_that_apply(void **state) {
    struct bench *bench = declared();

    (void)state;
    assert_string_equal(buttons_of(bench, "opened", NULL, 0), "ack, role take, update");
    assert_string_equal(buttons_of(bench, "nudge", DEADLINE_UPDATE, 0),
                        "update, snooze, resolve");
    assert_string_equal(buttons_of(bench, "bridge", NULL, 0), "");
    assert_string_equal(buttons_of(bench, "nudge", DEADLINE_ACTION, 1), "");
    assert_true(bench_say(bench, "ana", "action add write it up"));
    assert_string_equal(buttons_of(bench, "nudge", DEADLINE_ACTION, 1), "action done");
    assert_true(bench_say(bench, "ana", "role take"));
    assert_string_equal(buttons_of(bench, "opened", NULL, 0), "update");
    assert_true(bench_say(bench, "ana", "resolve done"));
    assert_string_equal(buttons_of(bench, "nudge", DEADLINE_UPDATE, 0),
                        "restore, update, snooze");
    assert_true(bench_say(bench, "ana", "restore it works"));
    assert_string_equal(buttons_of(bench, "nudge", DEADLINE_UPDATE, 0), "");
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_arguments),
        cmocka_unit_test(wrong_fields_are_named),
        cmocka_unit_test(refusals_are_about_the_form),
        cmocka_unit_test(texts_in_quotes),
        cmocka_unit_test(fields_have_their_words),
        cmocka_unit_test(a_button_is_for_its_phase),
        cmocka_unit_test(a_button_is_for_its_incident),
        cmocka_unit_test(declare_is_asked_outside),
        cmocka_unit_test(a_form_has_its_table),
        cmocka_unit_test(forms_are_refused),
        cmocka_unit_test(the_menu_is_what_is_possible),
        cmocka_unit_test(the_menu_is_grouped),
        cmocka_unit_test(buttons_that_apply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
