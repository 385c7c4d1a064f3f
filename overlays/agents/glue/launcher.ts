import { glueClass } from './glueClass.js'

/**
 * A Python 3 program that runs `K8sIntegration` of the package clearml-agent, which brings the class but no program that
 * starts it. Its environment, its failures and what it does otherwise than the class are in its own docstring.
 *
 * Laws (tested with the package from PyPI): no secret of the glue is in a task's pod but by reference; the template is read
 * for each task; SIGTERM ends it, but for a task that it is just handing over.
 */
export const launcher: string = String.raw`"""Runs the Kubernetes glue of clearml-agent: a pod for each task of one queue.

Environment:
  K8S_GLUE_QUEUE              name of the queue
  K8S_GLUE_NAMESPACE          namespace of the task pods
  K8S_GLUE_TEMPLATE           file with the Pod that each task's pod is made of; it is read again for each task
  K8S_GLUE_CREATE_QUEUE       true: the queue is made where it is missing
  K8S_GLUE_MAX_PODS           how many tasks at once; without it, as many as there are
  K8S_GLUE_SESSIONS           how many pods get a number and a port; without it, none does
  K8S_GLUE_STARTING_PORT      the port of number 1
  K8S_GLUE_GATEWAY            address that clients of sessions are told
  K8S_GLUE_LIMIT_POD_LABEL    label of a numbered pod, with {pod_number} in it
  K8S_GLUE_TASK_CONFIG_FILE   file in task pods that their clearml.conf includes; without it the text of
                              CLEARML_CONFIG_FILE is sent to them
  K8S_GLUE_WAIT_SECONDS       how long the ClearML API may take to answer at the start (600)
  K8S_GLUE_DEBUG              true: clearml-agent says what it does
  and what clearml-agent reads: CLEARML_API_HOST, CLEARML_WORKER_ID, CLEARML_DOCKER_IMAGE, K8S_GLUE_POD_AGENT_INSTALL_ARGS
  (by default tasks install the version that runs here), ...

The program kubectl is looked for beside this file first. Signs of life in the home directory: .glue-alive at each round,
.glue-ready where both APIs have answered in it.

Exit codes: 143 after SIGTERM, at once, or when the task that is being handed over has its pod, 20 s at most; 1 for any
failure, with a line that begins with "glue:".
"""
import glob, json, os, signal, subprocess, sys, tempfile, threading, time, types

HERE = os.path.dirname(os.path.abspath(__file__))
WAIT_SECONDS = float(os.environ.get("K8S_GLUE_WAIT_SECONDS", 600))


def log(text):
    print("glue:", text, file=sys.stderr, flush=True)


def fail(text):
    log(text)
    sys.exit(1)


def needed(name):
    return os.environ.get(name) or fail(f"the variable {name} is not set")


def is_true(name):
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def beat(name):
    """Touches a sign of life."""
    with open(os.path.expanduser(f"~/.glue-{name}"), "w"):
        pass


def forget_predecessor():
    """A container that was killed left its claim to the worker id, by process 1, which is this process now."""
    for name in (".clearmlagent_*.tmp", "_.clearmlagent_global.lock"):
        for path in glob.glob(os.path.join(tempfile.gettempdir(), name)):
            os.remove(path)


class Ending:
    """What SIGTERM does. A task that was taken from the queue and has no pod yet would be lost."""

    asked = holding = False

    @classmethod
    def on_signal(cls, *_):
        log("SIGTERM: handing over one task first" if cls.holding else "SIGTERM")
        cls.asked = True
        limit = threading.Timer(20 if cls.holding else 3, os._exit, (143,))  # where a server does not answer
        limit.daemon = True
        limit.start()
        if not cls.holding:
            sys.exit(143)

    @classmethod
    def hold(cls):
        cls.holding = True

    @classmethod
    def release(cls):
        cls.holding = False
        if cls.asked:
            sys.exit(143)


signal.signal(signal.SIGTERM, Ending.on_signal)  # process 1 would ignore it
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(line_buffering=True)
os.environ["PATH"] = os.pathsep.join([HERE, os.environ.get("PATH", os.defpath)])
beat("alive")
QUEUE, NAMESPACE, TEMPLATE = map(needed, ("K8S_GLUE_QUEUE", "K8S_GLUE_NAMESPACE", "K8S_GLUE_TEMPLATE"))

try:
    import requests
    from clearml_agent import version
    from clearml_agent.errors import CommandFailedError
    from clearml_agent.glue import k8s, pending_pods_daemon
    from clearml_agent.backend_api.session.session import LoginError
    from clearml_agent.helper.process import get_bash_output
except ImportError as error:
    fail(f"clearml-agent cannot be imported: {error}")


def wait_for_clearml():
    """Until its API answers; the sign of life goes on meanwhile."""
    host = os.environ.get("CLEARML_API_HOST", "").rstrip("/")
    if not host:
        return
    verify = os.environ.get("CLEARML_API_HOST_VERIFY_CERT", "true").lower() not in ("0", "false", "no", "off")
    deadline, said = time.monotonic() + WAIT_SECONDS, None
    while True:
        beat("alive")
        try:
            response = requests.get(f"{host}/debug.ping", timeout=10, verify=None if verify else False)
            if response.status_code < 500:
                return log(f"the ClearML API at {host} answers")
            problem = f"answers {response.status_code} {response.reason}"
        except requests.exceptions.SSLError as error:
            fail(f"the certificate of the ClearML API at {host} is not trusted: {error}")
        except requests.RequestException as error:
            problem = f"is not reachable: {error}"
        if time.monotonic() >= deadline:
            fail(f"the ClearML API at {host} {problem}; waited for {WAIT_SECONDS:g} s")
        if said is None or time.monotonic() - said >= 30:
            log(f"the ClearML API at {host} {problem}; waiting")
            said = time.monotonic()
        time.sleep(min(3, WAIT_SECONDS))


def check_kubectl(namespace):
    """That pods can be listed: without it the glue would wait in silence."""
    command = ["kubectl", "get", "pods", "-n", namespace, "-o", "json", "-l", "CLEARML=nothing"]
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError as error:
        fail(f"kubectl cannot be run: {error}")
    if ran.returncode != 0:
        fail(f"pods in {namespace} cannot be listed: {ran.stderr.strip()}")


${glueClass}

def session_properties(pod_number=0):
    """What clearml-session looks for. Source: examples/k8s_glue_example.py of clearml-agent."""
    gateway = os.environ.get("K8S_GLUE_GATEWAY")
    port = int(os.environ["K8S_GLUE_STARTING_PORT"]) - 1 + pod_number
    return {"k8s-pod-port": port, **({"k8s-gateway-address": gateway} if gateway else {})}


class Utf8(str):
    """A text that the class may add to, and that is no error where it asks for it in ASCII."""

    def __add__(self, other):
        return Utf8(super().__add__(other))

    def encode(self, *_):
        return super().encode("utf-8")


def task_config():
    """The text of clearml.conf in task pods. Where it is empty the class sends the file of the glue."""
    path, own = os.environ.get("K8S_GLUE_TASK_CONFIG_FILE"), os.environ.get("CLEARML_CONFIG_FILE")
    if path:
        return f'include "{path}"\n'  # of all forms of HOCON the one that clearml-agent reads
    if not own:
        return "# Nothing is set here.\n"
    with open(own, encoding="utf-8") as file:
        return Utf8(file.read() + "\n")


def main():
    sessions, most = os.environ.get("K8S_GLUE_SESSIONS"), os.environ.get("K8S_GLUE_MAX_PODS")
    os.environ.setdefault("K8S_GLUE_POD_AGENT_INSTALL_ARGS", f"=={version.__version__}")
    forget_predecessor()
    check_kubectl(NAMESPACE)
    wait_for_clearml()
    numbered = {
        "ports_mode": True,
        "num_of_services": int(sessions),
        "base_pod_num": 1,
        "user_props_cb": session_properties,
        "limit_pod_label": needed("K8S_GLUE_LIMIT_POD_LABEL"),
    } if sessions else {}
    glue = Glue(
        namespace=NAMESPACE,
        template_yaml=TEMPLATE,
        max_pods_limit=int(most) if most else None,
        debug=is_true("K8S_GLUE_DEBUG"),
        **numbered,
    )
    glue.conf_file_content = task_config()
    glue._session.config.put("agent.disable_agent_update_check", True)  # the version is pinned: nobody is asked
    log(f"clearml-agent {version.__version__}, queue {QUEUE}, task pods in namespace {NAMESPACE}")
    return glue.k8s_daemon([QUEUE], create_queue=is_true("K8S_GLUE_CREATE_QUEUE"))


try:
    sys.exit(main() or 0)
except LoginError as error:
    fail(f"the ClearML API refuses the keys: {error}")
except CommandFailedError as error:
    fail(error)
`
