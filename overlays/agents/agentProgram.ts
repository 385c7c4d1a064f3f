/** The program that an agent's pod runs. */

/**
 * Process 1 of an agent's pod. It waits for the API, starts the daemon, hands SIGTERM on, and reaps what tasks leave
 * behind, for the daemon waits for its own children only.
 * It asks by `requests`, as the agent does, so proxies and certificates of the environment hold for both.
 */
export const agentProgram: string = `import os, signal, subprocess, sys, time
import requests

stopped = []
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def log(text):
    print("start:", text, file=sys.stderr, flush=True)


def wait_for_api(url, seconds):
    ping = url.rstrip("/") + "/debug.ping"
    verify = os.environ.get("CLEARML_API_HOST_VERIFY_CERT", "true").lower() not in ("0", "false", "no", "off")
    deadline, logged = time.monotonic() + seconds, None
    while True:
        try:
            answer = requests.get(ping, timeout=5, verify=None if verify else False)
            if answer.status_code < 500:
                return log("the API answers")
            problem = f"{answer.status_code} {answer.reason}"
        except requests.RequestException as error:
            problem = f"{error}"
        now = time.monotonic()
        if now >= deadline:
            log(f"the API did not answer in {seconds} s: {ping}: {problem}")
            sys.exit(1)
        if logged is None or now - logged >= 30:
            log(f"waiting for the API: {ping}: {problem}")
            logged = now
        time.sleep(min(2, max(0, deadline - now)))


if os.environ.get("CLEARML_API_HOST"):
    wait_for_api(os.environ["CLEARML_API_HOST"], int(sys.argv[1]))
agent = subprocess.Popen([sys.executable, "-u", "-m", "clearml_agent", "daemon", "--foreground", *sys.argv[2:]])


def stop(*_):
    stopped.append(True)
    try:
        os.kill(agent.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass


signal.signal(signal.SIGTERM, stop)
while True:
    pid, status = os.wait()
    if pid == agent.pid:
        code = os.waitstatus_to_exitcode(status)
        sys.exit(143 if stopped else code if code >= 0 else 128 - code)
`
