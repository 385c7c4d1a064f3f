/**
 * A Python 3 program in the place of `kubectl` for the glue: it answers the calls that clearml-agent makes for pods, in
 * kubectl's words and with kubectl's exit codes, by the rights of the pod's service account. So the glue needs no image
 * with kubectl in it. Its calls, its environment and its failures are in its own docstring.
 *
 * Source of the calls: `clearml_agent/glue/k8s.py` and `pending_pods_daemon.py` of clearml-agent 2.0.7 and 3.0.3.
 * Laws (tested): nothing on stderr where the exit code is 0, for the glue takes that for a failure; a call that it does not
 * know is an error that names it.
 */
export const kubectl: string = String.raw`#!/usr/bin/env python3
"""The calls of kubectl that the Kubernetes glue of clearml-agent makes, and no other one.

  kubectl get pods [-n NAMESPACE] [-l LABELS] [--field-selector FIELDS] -o json | jsonpath={range .items[*]}...{end}
  kubectl apply [-n NAMESPACE] -f FILE           one Pod, in JSON; a server-side apply
  kubectl delete pod [-n NAMESPACE] [-l LABELS] [--field-selector FIELDS] --output name
  kubectl delete pod [-n NAMESPACE] --output name NAME...

It does not wait until a deleted pod is gone. Exit codes: 0; 1 for any failure, with one line on stderr.

Environment:
  KUBECTL_RETRY_SECONDS    how long to try again while the Kubernetes API is not reachable (10)
  SERVICE_ACCOUNT_DIR, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT    set by Kubernetes
"""
import http.client, json, os, re, ssl, sys, time
from urllib.parse import quote, urlencode

OPTIONS = {
    "-n": "namespace", "--namespace": "namespace",
    "-l": "labelSelector", "--selector": "labelSelector", "--field-selector": "fieldSelector",
    "-o": "output", "--output": "output",
    "-f": "file", "--filename": "file",
}
SERVICE_ACCOUNT = os.environ.get("SERVICE_ACCOUNT_DIR", "/var/run/secrets/kubernetes.io/serviceaccount")
RETRY_SECONDS = float(os.environ.get("KUBECTL_RETRY_SECONDS", 10))
BUSY = (429, 500, 502, 503, 504)


class Failure(Exception):
    """What kubectl would print to stderr."""


def unknown(arguments):
    return Failure(f"error: this kubectl only knows the calls of clearml-agent's glue for pods, not: kubectl {' '.join(arguments)}")


def read(name):
    try:
        with open(os.path.join(SERVICE_ACCOUNT, name), encoding="utf-8") as file:
            return file.read().strip()
    except OSError as error:
        raise Failure(f"error: no {name} of the service account in {SERVICE_ACCOUNT}: {error.strerror}")


class Api:
    def __init__(self):
        self.host = os.environ.get("KUBERNETES_SERVICE_HOST", "kubernetes.default.svc")
        self.port = int(os.environ.get("KUBERNETES_SERVICE_PORT", 443))
        self.token = read("token")
        try:
            self.tls = ssl.create_default_context(cadata=read("ca.crt"))
        except ssl.SSLError as error:
            raise Failure(f"error: the ca.crt of the service account is no certificate: {error}")
        self.tls.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python 3.13 asks for more than many clusters' certificates have

    def call(self, method, path, body=None, content_type="application/json"):
        """One request, repeated while the API is not reachable or busy: status, headers and answer. All can be repeated."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", "Content-Type": content_type}
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                connection = http.client.HTTPSConnection(self.host, self.port, timeout=30, context=self.tls)
                connection.request(method, path, None if body is None else json.dumps(body), headers)
                response = connection.getresponse()
                answer = response.read()
                connection.close()
                if response.status not in BUSY or time.monotonic() >= deadline:
                    return response.status, response.headers, parsed(answer)
            except ssl.SSLCertVerificationError as error:
                raise Failure(f"Unable to connect to the server: the certificate of {self.host} port {self.port} is not trusted: {error.verify_message}")
            except (OSError, http.client.HTTPException) as error:
                if time.monotonic() >= deadline:
                    raise Failure(f"Unable to connect to the server: {self.host} port {self.port}: {error!r}")
            time.sleep(min(1, RETRY_SECONDS))


def parsed(answer):
    try:
        value = json.loads(answer)
        return value if isinstance(value, dict) else {}
    except ValueError:
        return {"message": answer.decode("utf-8", "replace").strip()}


def refusal(status, answer):
    """In kubectl's form: Error from server (Forbidden): pods is forbidden: ..."""
    reason, message = answer.get("reason") or f"{status}", answer.get("message") or "no message"
    if reason == "Invalid":
        return Failure(f"The {message}")
    return Failure(f"Error from server ({reason}): {message}")


def pods(api, options):
    selectors = {key: options[key] for key in ("labelSelector", "fieldSelector") if key in options}
    path = f"{collection(options)}?{urlencode(selectors)}" if selectors else collection(options)
    status, _, answer = api.call("GET", path)
    if status != 200:
        raise refusal(status, answer)
    return [{"apiVersion": "v1", "kind": "Pod", **item} for item in answer.get("items") or []]


def collection(options):
    return f"/api/v1/namespaces/{quote(options['namespace'], safe='')}/pods"


def get(api, options, names):
    output = options.get("output", "")
    lines = None if output == "json" else line_of(output)
    if names or (output != "json" and lines is None):
        return None
    found = pods(api, options)
    if lines is not None:
        return "".join(lines(pod) for pod in found)
    return json.dumps({"apiVersion": "v1", "items": found, "kind": "List", "metadata": {"resourceVersion": ""}}, indent=4) + "\n"


def line_of(output):
    """Of a jsonpath that ranges over the items: fields and quoted texts one after the other, as a text of each pod."""
    body = re.fullmatch(r"jsonpath=\{range \.items\[\*\]\}(.*)\{end\}", output, re.DOTALL)
    tokens = re.findall(r"\{(?:'([^']*)'|((?:\.[A-Za-z0-9_-]+)+))\}|(.)", body.group(1), re.DOTALL) if body else []
    if not tokens or any(other for _, _, other in tokens):
        return None

    def text(pod):
        return "".join(literal.replace("\\n", "\n") if not path else field(pod, path) for literal, path, _ in tokens)

    return text


def field(pod, path):
    value = pod
    for step in path.split(".")[1:]:
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def apply(api, options, names):
    if names or "file" not in options or set(options) - {"file", "namespace"}:
        return None
    pod = document(options["file"])
    metadata = pod.get("metadata") or {}
    if pod.get("apiVersion") != "v1" or pod.get("kind") != "Pod" or not metadata.get("name"):
        raise Failure(f"error: {options['file']} is no Pod with a name")
    name, namespace = metadata["name"], metadata.get("namespace") or options["namespace"]
    if namespace != options["namespace"]:
        raise Failure(
            f'error: the namespace from the provided object "{namespace}" does not match the namespace '
            f"\"{options['namespace']}\". You must pass '--namespace={namespace}' to perform this operation."
        )
    body = {**pod, "metadata": {**metadata, "namespace": namespace}}
    query = urlencode({"fieldManager": "clearml-glue", "force": "true", "fieldValidation": "Strict"})
    path = f"{collection(options)}/{quote(name, safe='')}?{query}"
    status, headers, answer = api.call("PATCH", path, body, "application/apply-patch+yaml")
    if status not in (200, 201):
        raise refusal(status, answer)
    warnings = [f"{warning}\n" for warning in headers.get_all("Warning") or []]
    return f"pod/{name} {'created' if status == 201 else 'configured'}\n" + "".join(warnings)


def document(path):
    try:
        text = sys.stdin.read() if path == "-" else open(path, encoding="utf-8").read()
    except OSError as error:
        raise Failure(f"error: {path}: {error.strerror}")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Failure(f"error: error parsing {path}: it has to be JSON: {error}")
    return value if isinstance(value, dict) else {}


def delete(api, options, names):
    isSelected = "labelSelector" in options or "fieldSelector" in options
    if options.get("output") != "name" or "file" in options or bool(names) == isSelected:
        return None
    known = [] if names else pods(api, options)
    deleted, failures = [], []
    for name, uid in [(name, None) for name in names] or [(pod["metadata"]["name"], pod["metadata"]["uid"]) for pod in known]:
        # A pod that was found by its labels is deleted, not another one that has got its name since.
        body = {"apiVersion": "v1", "kind": "DeleteOptions", **({"preconditions": {"uid": uid}} if uid else {})}
        status, _, answer = api.call("DELETE", f"{collection(options)}/{quote(name, safe='')}", body)
        if status in (200, 202):
            deleted.append(name)
        elif uid is None or status not in (404, 409):
            failures.append(refusal(status, answer))
    text = "".join(f"pod/{name}\n" for name in deleted)
    if failures:
        print(text, end="", flush=True)
        raise Failure("\n".join(str(failure) for failure in failures))
    return text or "No resources found\n"


CALLS = {("get", "pods"): get, ("get", "pod"): get, ("apply",): apply, ("delete", "pod"): delete, ("delete", "pods"): delete}


def main(arguments):
    options, words, rest = {}, [], list(arguments)
    while rest:
        name, given, value = rest[0].partition("=")
        if not name.startswith("-"):
            words.append(rest.pop(0))
        elif name in OPTIONS and (given or len(rest) > 1):
            options[OPTIONS[name]] = value if given else rest[1]
            del rest[: 1 if given else 2]
        else:
            raise unknown(arguments)
    size = 1 if words[:1] == ["apply"] else 2
    call, names = CALLS.get(tuple(words[:size])), words[size:]
    if call is None:
        raise unknown(arguments)
    api = Api()
    text = call(api, {**options, "namespace": options.get("namespace") or read("namespace")}, names)
    if text is None:
        raise unknown(arguments)
    print(text, end="", flush=True)


try:
    main(sys.argv[1:])
except Failure as failure:
    print(failure, file=sys.stderr, flush=True)
    sys.exit(1)
`
