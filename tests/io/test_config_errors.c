/* A broken tocsin.yaml is refused with file, line, key and what is possible there. */
#include "config_fixture.h"
#include "io/config_load.h"

static const struct broken broken[] = {
    {"language: en\nworkspace: a b\n",
     "2: workspace: \"a b\" cannot be a name in Redis; write letters, digits, dot, "
     "hyphen, underscore"},
    {"workspace: \"{a}\"",
     "1: workspace: \"{a}\" cannot be a name in Redis; write letters, digits, dot, "
     "hyphen, underscore"},
    {"language: English",
     "1: language: \"English\" is not a language; write its code: en or fr"},
    {"language: ../en",
     "1: language: \"../en\" is not a language; write its code: en or fr"},
    {"\n\nzone: Europe/Pari", "3: zone: \"Europe/Pari\" is no time zone of this "
                              "system; write a name such as UTC "
                              "or Europe/Paris (is the package tzdata installed?)"},
    {"holidays:\n  - 2025-12-25\n  - 2025-13-01",
     "3: holidays[1]: \"2025-13-01\" is not a date; write it as 2025-12-25"},
    {"weekend: [saturday, sunda]",
     "1: weekend[1]: \"sunda\" is not possible; did you mean \"sunday\"? Possible: "
     "sunday, monday, tuesday, wednesday, thursday, friday or saturday"},
    {"weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
     "1: weekend: the weekend takes up the whole week; leave a day to work"},
    {"status_page: status.example.org",
     "1: status_page: is not a web address; write https://status.example.org"},
    {"status_page: \"https://x.example/<b>\"",
     "1: status_page: is not a web address; write https://status.example.org"},
    {"policy: mine.yaml", "1: policy: \"mine.yaml\" is not the name of a shipped "
                          "policy; a file is written "
                          "with a slash: ./mine.yaml"},
    {"redis:\n  url: localhost:6379", "2: redis.url: is not an address; write "
                                      "embedded, unix:/path or redis://host:port"},
    {"redis:\n  url: redis://localhost:0",
     "2: redis.url: is not an address; write embedded, unix:/path or "
     "redis://host:port"},
    {"redis:\n  url: redis://localhost:65536",
     "2: redis.url: is not an address; write embedded, unix:/path or "
     "redis://host:port"},
    {"redis:\n  url: redis://", "2: redis.url: is not an address; write embedded, "
                                "unix:/path or redis://host:port"},
    {"redis:\n  url: \"redis://[::1\"", "2: redis.url: is not an address; write "
                                        "embedded, unix:/path or redis://host:port"},
    {"redis:\n  url: \"unix:\"", "2: redis.url: is not an address; write embedded, "
                                 "unix:/path or redis://host:port"},
    {"redis:\n  url: redis://:hunter2@db",
     "2: redis.url: must not hold a name or password; put the password into a file "
     "and "
     "write redis.password_file"},
    {"redis: {url: \"unix:/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
     "1: redis.url: the path of a socket has at most 107 bytes"},
    {"redis:\n  pasword_file: x",
     "2: redis.pasword_file: there is no such key; did you mean \"password_file\"? "
     "Possible: url, password_file, server or allow_volatile"},
    {"redis:\n  allow_volatile: yes",
     "2: redis.allow_volatile: \"yes\" is not possible; write true or false"},
    {"announce: [incidents]", "1: announce[0]: \"incidents\" is not a place; write "
                              "the network and the channel: "
                              "console:#incidents"},
    {"leadership: [\"console:\"]", "1: leadership[0]: \"console:\" is not a place; "
                                   "write the network and the channel: "
                                   "console:#leadership"},
    {"people:\n  - name: Ana", "2: people[0].identities: is missing"},
    {"people:\n  - name: Ana\n    identities: [ana]",
     "3: people[0].identities[0]: \"ana\" is not an identity; write the network and "
     "the "
     "user: console:ana"},
    {"people:\n  - {name: Ana, identities: [\"console:ana\"]}\n  - name: Bo\n"
     "    identities: [\"console:bo\", \"console:ana\"]",
     "4: people[1].identities[1]: \"console:ana\" already belongs to Ana"},
    {"people:\n  - {name: Ana, identities: [\"console:ana\"], groups: [the board]}",
     "2: people[0].groups[0]: \"the board\" is not one word; write letters, digits "
     "and "
     "hyphens"},
    {"log_level: verbose",
     "1: log_level: \"verbose\" is not possible; write debug, info, warn or error"},
    {"limits:\n  commands_per_minute: many",
     "2: limits.commands_per_minute: \"many\" is not a whole number"},
    {"limits:\n  commands_per_minute: -1",
     "2: limits.commands_per_minute: \"-1\" is not a whole number"},
    {"limits:\n  commands_per_minute: 0",
     "2: limits.commands_per_minute: must lie between 1 and 1000000"},
    {"limits:\n  commands_per_minute: 1000001",
     "2: limits.commands_per_minute: must lie between 1 and 1000000"},
    {"announce: \"console:#incidents\"",
     "1: announce: must be a list: [a, b], or lines that begin with \"- \""},
    {"data: /a\n\tpolicy: b",
     "2: this is not YAML: while scanning a plain scalar, found a tab character that "
     "violates indentation"},
    {"workspace:", "1: workspace: has no value; write one or leave the key out"},
};

static void test_broken(void **state) {
    assert_broken(*state, broken, COUNT(broken));
}

static void test_no_such_file(void **state) {
    (void)state;
    struct error err = {0};
    assert_null(config_load("/nowhere/tocsin.yaml", config_networks, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_string_equal(err.text, "/nowhere/tocsin.yaml: cannot be read: there is no "
                                  "such file; is the path right?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_broken, file_set_up, file_tear_down),
        cmocka_unit_test(test_no_such_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
