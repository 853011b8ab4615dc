/* api_backoff.c: how long to wait before trying again. Full jitter: sockets, and bots,
 * that lost Slack in one moment do not come back in one moment. */
#include "api_backoff.h"
#include "base/hash.h"

int64_t slack_random(int64_t most) {
    uint32_t random;
    hash_random(&random, sizeof random);
    return most <= 0 ? 0 : (int64_t)(random % ((uint64_t)most + 1));
}

int64_t slack_backoff(unsigned failures) {
    int64_t ceiling = SLACK_BACKOFF_FIRST_MS;
    for (unsigned i = 0; i < failures && ceiling < SLACK_BACKOFF_MAX_MS; i++) {
        ceiling *= 2;
    }
    return slack_random(ceiling < SLACK_BACKOFF_MAX_MS ? ceiling : SLACK_BACKOFF_MAX_MS);
}
