/** A key of the Secret of credentials. */
export interface CredentialKey {
  readonly key: string
  readonly meaning: string
}

/** The keys of the pair by which agents and serving sign in. */
export const agentKeys = { key: 'agent-key', secret: 'agent-secret' } as const

/**
 * The keys of the Secret that `credentialsScript` fills: a contract, so that a Secret made by hand, by an
 * ExternalSecret or by another tool works as well. Files are JSON, which is valid HOCON; each holds the contents
 * of the ClearML section it is named after. Together they set every credential that ClearML publishes a default of
 * (`apiserver/config/default/secure.conf` and `services/*.conf` of clearml-server).
 */
export const credentialKeys: ReadonlyArray<CredentialKey> = [
  {
    key: 'secure.conf',
    meaning: 'session secret, token secret, and the key pairs by which the servers sign in to each other.',
  },
  { key: 'services.conf', meaning: 'key that signs scroll ids; random, disabled guest user.' },
  {
    key: 'apiserver.conf',
    meaning: 'the administrator as a fixed user, with the bcrypt hash of the password.',
  },
  { key: 'admin-username', meaning: 'user name of the administrator, plain.' },
  {
    key: 'admin-password',
    meaning: 'password of the administrator, plain; nothing but apiserver.conf is made of it.',
  },
  {
    key: 'webserver-key',
    meaning: 'user_key of the pair "webserver" of secure.conf; used with open sign-in only.',
  },
  { key: 'webserver-secret', meaning: 'user_secret of the pair "webserver" of secure.conf.' },
  {
    key: agentKeys.key,
    meaning: 'user_key of the pair "services_agent" of secure.conf, by which agents and serving sign in.',
  },
  { key: agentKeys.secret, meaning: 'user_secret of the pair "services_agent" of secure.conf.' },
]

const keyTable = credentialKeys.map(({ key, meaning }) => `  ${key.padEnd(17)} ${meaning}`).join('\n')
const keyTuple = credentialKeys.map(({ key }) => JSON.stringify(key)).join(', ')

/**
 * A Python 3 program for an init container of the image `clearml/server` (it needs that image's `bcrypt`): makes the
 * Secret of credentials if it is absent, adds the keys that are missing, and writes the files that the pod needs.
 * Its environment, its failures and the keys are in its own docstring; it runs once and ends with 0 or 1.
 *
 * Laws (tested): a key that exists never changes; two runs at once end with the same Secret; no value is logged;
 * no file is written unless all are there.
 */
export const credentialsScript: string = String.raw`"""Makes ClearML's credentials once, keeps them in a Kubernetes Secret, and writes them to files.

Environment:
  SECRET_NAME       the Secret, in the namespace of this pod
  FILES             its keys that this pod needs, separated by spaces
  TARGET            directory to write them to, mode 0440
  ADMIN_USERNAME    user name for a new administrator (admin)
  RETRY_SECONDS     how long to try again while the Kubernetes API is not reachable (120)
  SERVICE_ACCOUNT_DIR, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT    set by Kubernetes

Keys of the Secret:
${keyTable}

A key that exists is never changed. To replace one, delete it and restart the pods: those that are missing are made.
If both admin-password and apiserver.conf are to be new, delete both. Values are never logged.
"""
import base64, http.client, json, os, secrets, signal, ssl, string, sys, tempfile, time

KEYS = (${keyTuple})
NAME, FILES, TARGET = os.environ["SECRET_NAME"], os.environ["FILES"].split(), os.environ["TARGET"]
HOST, PORT = os.environ["KUBERNETES_SERVICE_HOST"], int(os.environ["KUBERNETES_SERVICE_PORT"])
SERVICE_ACCOUNT = os.environ.get("SERVICE_ACCOUNT_DIR", "/var/run/secrets/kubernetes.io/serviceaccount")
RETRY_SECONDS = float(os.environ.get("RETRY_SECONDS", 120))


def log(text):
    print("credentials:", text, file=sys.stderr, flush=True)


def fail(text):
    log(text)
    sys.exit(1)


def call(verb, method, path, expected, body=None, content_type="application/json"):
    """One request to the Kubernetes API, repeated while it is not reachable: the status and the Secret."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json", "Content-Type": content_type}
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            connection = http.client.HTTPSConnection(HOST, PORT, timeout=10, context=TLS)
            connection.request(method, path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            status, answer = response.status, response.read()
            connection.close()
            break
        except ssl.SSLCertVerificationError as error:
            fail(f"the certificate of the Kubernetes API at {HOST} port {PORT} is not trusted: {error.verify_message}")
        except (OSError, http.client.HTTPException) as error:
            problem = f"the Kubernetes API at {HOST} port {PORT} is not reachable: {error!r}"
            if time.monotonic() >= deadline:
                fail(f"{problem}; tried for {RETRY_SECONDS:g} s")
            log(f"{problem}; trying again")
            time.sleep(min(3, RETRY_SECONDS))
    if status in (401, 403):
        fail(f"may not {verb} Secret {SECRET} ({status} {response.reason}): the Role clearml-credentials or its "
             "RoleBinding is missing, or does not let this service account get, patch and create")
    if status not in expected:
        fail(f"could not {verb} Secret {SECRET}: the Kubernetes API answered {status} {response.reason}")
    return status, json.loads(answer) if status in (200, 201) else {}


def random(length, alphabet=string.ascii_letters + string.digits):
    """Letters and digits, a letter first: no HOCON reader takes it for a number, a duration or a substitution."""
    first = secrets.choice([character for character in alphabet if character.isalpha()])
    return first + "".join(secrets.choice(alphabet) for _ in range(length - 1))


def new_secure():
    servers = ("apiserver", "fileserver", "webserver", "services_agent", "tests")
    capitals = string.ascii_uppercase + string.digits
    return {
        "http": {"session_secret": {"apiserver": random(60)}},
        "auth": {"token_secret": random(60)},
        "credentials": {name: {"user_key": random(30, capitals), "user_secret": random(60)} for name in servers},
    }


def new_services():
    guest = {"enabled": False, "username": random(30), "password": random(60)}
    return {"events": {"events_retrieval": {"scroll_id_key": random(60)}}, "auth": {"fixed_users": {"guest": guest}}}


def new_apiserver(username, password):
    import bcrypt  # here, because nothing else needs it

    if len(password.encode()) > 72:
        fail("admin-password is longer than the 72 bytes that bcrypt takes")
    hashed = base64.b64encode(bcrypt.hashpw(password.encode(), bcrypt.gensalt())).decode()
    user = {"username": username, "password": hashed, "name": "Administrator"}
    return {"auth": {"fixed_users": {"enabled": True, "pass_hashed": True, "users": [user]}}}


def find(text, *path):
    """The value at a path of a JSON text; None if it is not there, or if the text is HOCON but not JSON."""
    try:
        value = json.loads(text)
        for step in path:
            value = value[step]
        return value
    except (ValueError, LookupError, TypeError):
        return None


def stored(secret):
    """The values of a Secret. One that would let ClearML fall back to a published default is refused."""
    data = {key: value or "" for key, value in (secret.get("data") or {}).items() if key in (*KEYS, *FILES)}
    values = {key: base64.b64decode(value).decode("utf-8", "replace") for key, value in data.items()}
    for key, value in values.items():
        if not value.strip() or "\ufffd" in value:
            fail(f"the key {key} of Secret {SECRET} is empty or not text: set it, or delete the key to have it made")
    for key, new in (("secure.conf", new_secure()), ("services.conf", new_services())):
        for path in paths(new) if find(values.get(key)) is not None else ():
            if find(values[key], *path) is None:
                fail(f"{key} in Secret {SECRET} does not set {'.'.join(path)}: ClearML has a published default there")
    return values


def paths(tree):
    return [(key, *rest) for key, value in tree.items() for rest in (paths(value) if isinstance(value, dict) else [()])]


def missing(values):
    """The keys to add. What depends on a key that is there follows it; what cannot be told from it stays out."""
    known = {key: value.rstrip("\r\n") for key, value in values.items()}
    secure = new_secure()
    for name, pair in (("webserver", "webserver"), ("agent", "services_agent")):
        own = secure["credentials"][pair]
        own["user_key"] = known.get(f"{name}-key", own["user_key"])
        own["user_secret"] = known.get(f"{name}-secret", own["user_secret"])
    known.setdefault("secure.conf", json.dumps(secure, indent=2))
    known.setdefault("services.conf", json.dumps(new_services(), indent=2))
    for name, pair in (("webserver", "webserver"), ("agent", "services_agent")):
        known.setdefault(f"{name}-key", find(known["secure.conf"], "credentials", pair, "user_key"))
        known.setdefault(f"{name}-secret", find(known["secure.conf"], "credentials", pair, "user_secret"))
    if "apiserver.conf" not in known:
        known.setdefault("admin-username", os.environ.get("ADMIN_USERNAME") or "admin")
        known.setdefault("admin-password", random(43))
        administrator = new_apiserver(known["admin-username"], known["admin-password"])
        known["apiserver.conf"] = json.dumps(administrator, indent=2, ensure_ascii=False)
    known.setdefault("admin-username", find(known["apiserver.conf"], "auth", "fixed_users", "users", 0, "username"))
    return {key: value for key, value in known.items() if key not in values and isinstance(value, str) and value}


def settle():
    """Reads the Secret, creates it or adds to it; starts again when another pod was faster."""
    for _ in range(20):
        status, secret = call("get", "GET", f"{SECRETS}/{NAME}", (200, 404))
        values = stored(secret)
        new = missing(values)
        if not new:
            log(f"Secret {SECRET} has every key")
            return values
        data = {key: base64.b64encode(value.encode()).decode() for key, value in new.items()}
        if status == 404:
            metadata = {"name": NAME, "namespace": NAMESPACE, "labels": LABELS, "annotations": ANNOTATIONS}
            body = {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": metadata, "data": data}
            status, secret = call("create", "POST", SECRETS, (201, 409), body)
        else:
            body = {"metadata": {"resourceVersion": secret["metadata"]["resourceVersion"]}, "data": data}
            merge = "application/merge-patch+json"
            status, secret = call("patch", "PATCH", f"{SECRETS}/{NAME}", (200, 409), body, merge)
        if status != 409:
            log(f"added to Secret {SECRET}: {', '.join(new)}")
            return stored(secret)
        log(f"another pod wrote Secret {SECRET} first, reading it again")
        time.sleep(secrets.randbelow(1000) / 1000)
    fail(f"Secret {SECRET} changed at every try")


def write(key, text):
    handle, temporary = tempfile.mkstemp(dir=TARGET)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        os.fchmod(handle, 0o440)
        file.write(text)
    os.replace(temporary, os.path.join(TARGET, key))


LABELS = {"name": "clearml", "part-of": "clearml", "component": "credentials"}
LABELS = {f"app.kubernetes.io/{label}": value for label, value in LABELS.items()}
ANNOTATIONS = {
    "helm.sh/resource-policy": "keep",
    "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # process 1 would ignore it
try:
    TOKEN, NAMESPACE = (open(os.path.join(SERVICE_ACCOUNT, name)).read().strip() for name in ("token", "namespace"))
    TLS = ssl.create_default_context(cafile=os.path.join(SERVICE_ACCOUNT, "ca.crt"))
    TLS.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python 3.13 asks for more than many clusters' certificates have
except OSError as error:
    fail(f"no usable token, namespace and ca.crt of the service account in {SERVICE_ACCOUNT}: {error}")
SECRET, SECRETS = f"{NAMESPACE}/{NAME}", f"/api/v1/namespaces/{NAMESPACE}/secrets"

values = settle()
if "admin-password" not in values:
    log("admin-password is not there, and cannot be told from the hash in apiserver.conf")
absent = [key for key in FILES if key not in values]
if absent:
    fail(f"Secret {SECRET} has no {', '.join(absent)}: nothing is written")
try:
    for key in FILES:
        write(key, values[key])
except OSError as error:
    fail(f"could not write to {TARGET}: {error}")
log(f"wrote to {TARGET}: {', '.join(FILES)}")
`
