// SPDX-License-Identifier: MIT
#include "attack/run.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

// What a device on the other side of a serial port does when it is attacked.
enum manner {
    REFUSES,     // goes on ticking
    COMPUTES,    // answers with the product of the factors in "print(A*B)"
    ECHOES,      // sends back every byte, goes on ticking
    DIES,        // falls silent at the first byte
    RESTARTS,    // begins to count anew at the first byte, and goes on
    HANGS_AT_ONE // prints the same number for ever
};

struct fixture {
    struct arena *arena;
    char folder[64];
    pid_t device;
    struct works works;
    struct bench bench;
};

static unsigned long long product_in(const char *text)
{
    const char *begin = strstr(text, "print(");
    char *end = NULL;
    const unsigned long long a = begin == NULL ? 0 : strtoull(begin + 6, &end, 10);
    return end != NULL && *end == '*' ? a * strtoull(end + 1, NULL, 10) : 0;
}

static void answer(int port, enum manner manner, const char *got, size_t size, unsigned *ticks)
{
    char text[64];
    if (manner == COMPUTES && product_in(got) != 0) {
        const int length = snprintf(text, sizeof text, "%llu\r\n", product_in(got));
        (void)!write(port, text, (size_t)length);
    } else if (manner == ECHOES) {
        (void)!write(port, got, size);
    } else if (manner == DIES) {
        pause();
    } else if (manner == RESTARTS && *ticks > 5) {
        *ticks = 0;
    }
}

static _Noreturn void be_a_device(int port, enum manner manner)
{
    const struct timespec span = {.tv_nsec = 10000000};
    for (unsigned ticks = 0;; ticks += manner != HANGS_AT_ONE) {
        char text[256];
        const int length = snprintf(text, sizeof text, "tick seq=%u.\r\n", ticks);
        (void)!write(port, text, (size_t)length);
        const ssize_t got = read(port, text, sizeof text - 1);
        if (got > 0) {
            text[got] = '\0';
            answer(port, manner, text, (size_t)got, &ticks);
        }
        nanosleep(&span, NULL);
    }
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    strncpy(fixture->folder, "run-test-XXXXXX", sizeof fixture->folder - 1);
    fixture->works = (struct works){.title = "it ticks", .sign = "tick seq=", .within_ms = 700};
    fixture->bench.works = &fixture->works;
    *state = fixture;
    return mkdtemp(fixture->folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    struct diag diag;
    diag_init(&diag, fixture->arena);
    if (fixture->device != 0) {
        kill(fixture->device, SIGKILL);
        waitpid(fixture->device, NULL, 0);
    }
    const bool removed = folder_remove(&diag, fixture->folder);
    arena_release(fixture->arena);
    free(fixture);
    return removed ? 0 : -1;
}

// The port is opened here and again by the run, so that it never hangs up in between.
static void start(struct fixture *fixture, enum manner manner)
{
    const int port = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    assert_true(port >= 0 && grantpt(port) == 0 && unlockpt(port) == 0);
    fixture->bench.serial = arena_strdup(fixture->arena, ptsname(port));
    const int other = open(fixture->bench.serial, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios raw;
    assert_int_equal(tcgetattr(other, &raw), 0);
    cfmakeraw(&raw);
    assert_int_equal(tcsetattr(other, TCSANOW, &raw), 0);
    fixture->device = fork();
    assert_true(fixture->device >= 0);
    if (fixture->device == 0) {
        be_a_device(port, manner);
    }
    close(port);
    close(other);
}

static struct attack_result attack(struct fixture *fixture, const char *text)
{
    struct diag diag;
    diag_init(&diag, fixture->arena);
    struct attack_result result = {0};
    struct script script;
    struct values values = {{0}};
    const char *missing;
    const struct yaml_node *root = yaml_parse(fixture->arena, &diag, "a.yaml", text, strlen(text));
    assert_non_null(root);
    assert_true(script_parse(fixture->arena, &diag, yaml_get(root, "steps"),
                             yaml_get(root, "success"), &script));
    assert_true(values_draw(fixture->arena, &values));
    assert_true(script_expand(fixture->arena, &diag, &script, &values, &script, &missing));
    run_script(fixture->arena, &fixture->bench, &script, fixture->folder, &result);
    assert_non_null(result.tried);
    assert_non_null(result.evidence);
    return result;
}

#define TYPE_IT                                                 \
    "steps: [power-on, alive, {send: \"print({a}*{b})\\r\"}]\n" \
    "success: {console: \"{product}\", within_ms: 150}\n"

static void attack_succeeds_when_the_device_shows_the_product(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, COMPUTES);
    const struct attack_result result = attack(fixture, TYPE_IT);
    assert_int_equal(result.outcome, OUTCOME_SUCCEEDED);
    assert_true(file_exists(result.transcript));
}

static void attack_is_refused_when_the_device_goes_on(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, REFUSES);
    const struct attack_result result = attack(fixture, TYPE_IT);
    assert_int_equal(result.outcome, OUTCOME_REFUSED);
    assert_string_equal(result.evidence, "no answer; the application works on");
}

static void an_echo_is_no_success(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, ECHOES);
    assert_int_equal(attack(fixture, TYPE_IT).outcome, OUTCOME_REFUSED);
}

static void attack_is_inconclusive_when_the_device_falls_silent(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, DIES);
    assert_int_equal(attack(fixture, TYPE_IT).outcome, OUTCOME_INCONCLUSIVE);
}

static void attack_is_inconclusive_when_nobody_knows_the_sign_of_life(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, REFUSES);
    fixture->bench.works = NULL;
    const struct attack_result result =
        attack(fixture, "steps: [power-on, {send: \"print({a}*{b})\\r\"}]\n"
                        "success: {console: \"{product}\", within_ms: 50}\n");
    assert_int_equal(result.outcome, OUTCOME_INCONCLUSIVE);
}

static void a_number_that_does_not_grow_is_no_sign_of_life(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, HANGS_AT_ONE);
    const struct attack_result result = attack(fixture, TYPE_IT);
    assert_int_equal(result.outcome, OUTCOME_NOT_RUN);
    assert_string_equal(result.evidence, "\"tick seq=\" with a growing number did not come");
}

static void a_device_that_starts_anew_and_works_has_refused(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, RESTARTS);
    assert_int_equal(attack(fixture, TYPE_IT).outcome, OUTCOME_REFUSED);
}

static void attack_on_availability_succeeds_when_the_application_stops(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, DIES);
    assert_int_equal(
        attack(fixture, "steps: [alive, {send: \"\\x03\"}]\nsuccess: {application: stopped}\n")
            .outcome,
        OUTCOME_SUCCEEDED);
}

static void attack_on_availability_is_refused_by_an_application_that_works_on(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, REFUSES);
    assert_int_equal(
        attack(fixture, "steps: [alive, {send: \"\\x03\"}]\nsuccess: {application: stopped}\n")
            .outcome,
        OUTCOME_REFUSED);
}

// Each of these cannot be delivered over a serial port, or not at all: never a refusal.
static const struct {
    const char *step, *why;
} undelivered[] = {
    {"{wait: {for: nothing, within_ms: 30}}", "\"nothing\" did not come within 30 ms"},
    {"power-off", "a board on a serial port cannot be switched off from here"},
    {"{drop: {path: a, text: b, as: text}}",
     "there is no stock build to write the flash chip with"},
    {"{search-flash: x}", "the flash chip of a board on a serial port cannot be read from here"},
    {"{note: nothing}", "no number came behind \"nothing\""},
};

static void attack_that_cannot_be_delivered_is_not_run(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, REFUSES);
    for (size_t i = 0; i < sizeof undelivered / sizeof undelivered[0]; i++) {
        const struct attack_result result =
            attack(fixture, arena_printf(fixture->arena,
                                         "steps: [power-on, %s]\n"
                                         "success: {console: \"{product}\", within_ms: 20}\n",
                                         undelivered[i].step));
        assert_int_equal(result.outcome, OUTCOME_NOT_RUN);
        assert_string_equal(result.evidence, undelivered[i].why);
    }
}

static void attack_on_a_port_that_is_not_there_is_not_run(void **state)
{
    struct fixture *fixture = *state;
    fixture->bench.serial = "no-such-port";
    assert_int_equal(attack(fixture, TYPE_IT).outcome, OUTCOME_NOT_RUN);
}

static void script_without_a_prize_proves_itself_by_its_end(void **state)
{
    struct fixture *fixture = *state;
    start(fixture, REFUSES);
    assert_int_equal(attack(fixture, "steps: [alive, {note: \"seq=\"}, {greater: {after: \"seq=\", "
                                     "within_ms: 900}}]\n")
                         .outcome,
                     OUTCOME_SUCCEEDED);
    assert_int_equal(attack(fixture, "steps: [{wait: {for: vent, within_ms: 30}}]\n").outcome,
                     OUTCOME_NOT_RUN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(attack_succeeds_when_the_device_shows_the_product),
        TEST(attack_is_refused_when_the_device_goes_on),
        TEST(an_echo_is_no_success),
        TEST(attack_is_inconclusive_when_the_device_falls_silent),
        TEST(attack_is_inconclusive_when_nobody_knows_the_sign_of_life),
        TEST(a_number_that_does_not_grow_is_no_sign_of_life),
        TEST(a_device_that_starts_anew_and_works_has_refused),
        TEST(attack_on_availability_succeeds_when_the_application_stops),
        TEST(attack_on_availability_is_refused_by_an_application_that_works_on),
        TEST(attack_that_cannot_be_delivered_is_not_run),
        TEST(attack_on_a_port_that_is_not_there_is_not_run),
        TEST(script_without_a_prize_proves_itself_by_its_end),
    };
    process_watch_signals();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
