import { api } from './credentialsScript/api.js'
import { credentialKeys } from './credentialsScript/keys.js'
import { making } from './credentialsScript/making.js'
import { reading } from './credentialsScript/reading.js'
import { signIn } from './credentialsScript/signIn.js'

export { agentKeys, type CredentialKey, credentialKeys, rotatedKeys } from './credentialsScript/keys.js'

const keyTable = credentialKeys.map(({ key, meaning }) => `  ${key.padEnd(17)} ${meaning}`).join('\n')
const keyTuple = credentialKeys.map(({ key }) => JSON.stringify(key)).join(', ')

/** What the script is for, its environment, and what all of it needs. */
const head: string = `"""Checks ClearML's credentials and writes them to files; makes them once, where the Secret is not the user's.

Environment:
  SOURCE            directory where a Secret of the user is mounted, named as it; then the API is not asked
  SECRET_NAME       else: the Secret, in the namespace of this pod, which is made if it is absent
  FILES             its keys that this pod needs, separated by spaces
  TARGET            directory to write them to, mode 0440
  ADMIN_USERNAME    user name for a new administrator (admin)
  ROTATION          number of the rotation that is asked for (0)
  USERS             JSON file with further users: username, name, passwordHash or passwordFrom (SECRET/KEY)
  PASSWORDS         directory with their passwords, SECRET/KEY
  GUEST             true: a guest may sign in, so passwords are written as they are, not as hashes
  RETRY_SECONDS     how long to try again while the Kubernetes API is not reachable (120)
  SERVICE_ACCOUNT_DIR, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT    set by Kubernetes

Keys of the Secret:
${keyTable}

A key that exists is never changed, but by a rotation: ROTATION above the number in the Secret's annotation makes all
anew except apiserver.conf, admin-username and admin-password, once. To replace another one, delete it and restart the
pods: those that are missing are made. If both admin-password and apiserver.conf are to be new, delete both. Values are
never logged.
"""
import base64, hashlib, http.client, json, os, re, secrets, signal, ssl, string, sys, tempfile, time

KEYS = (${keyTuple})
FILES, TARGET, SOURCE = os.environ["FILES"].split(), os.environ["TARGET"], os.environ.get("SOURCE")
GUEST = os.environ.get("GUEST") == "true"


def log(text):
    print("credentials:", text, file=sys.stderr, flush=True)


def fail(text):
    log(text)
    sys.exit(1)
`

const main: string = `

def write(key, text):
    handle, temporary = tempfile.mkstemp(dir=TARGET)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        os.fchmod(handle, 0o440)
        file.write(text)
    os.replace(temporary, os.path.join(TARGET, key))


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # process 1 would ignore it
if SOURCE:
    SECRET = os.path.basename(SOURCE)
    values = mounted()
else:
    NAME, ROTATION = os.environ["SECRET_NAME"], int(os.environ.get("ROTATION") or 0)
    HOST, PORT = os.environ["KUBERNETES_SERVICE_HOST"], int(os.environ["KUBERNETES_SERVICE_PORT"])
    SERVICE_ACCOUNT = os.environ.get("SERVICE_ACCOUNT_DIR", "/var/run/secrets/kubernetes.io/serviceaccount")
    RETRY_SECONDS = float(os.environ.get("RETRY_SECONDS", 120))
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
files = {key: values[key] for key in FILES}
if "apiserver.conf" in FILES:
    files["apiserver.conf"] = sign_in(values)
try:
    for key, text in files.items():
        write(key, text)
except OSError as error:
    fail(f"could not write to {TARGET}: {error}")
log(f"wrote to {TARGET}: {', '.join(FILES)}")
`

/**
 * A Python 3 program for an init container of the image `clearml/server` (it needs that image's `bcrypt` and `pyhocon`):
 * checks the Secret of credentials and writes the files that the pod needs. Where the Secret is not the user's, it makes
 * it if it is absent, adds the keys that are missing, and rotates. Its environment, its failures and the keys are in its
 * own docstring; it runs once and ends with 0 or 1.
 *
 * Laws (tested): a key that exists never changes but by a rotation; two runs at once end with the same Secret; no value
 * is logged; no file is written unless all are there; it writes nowhere but to its target.
 */
export const credentialsScript: string = [head, reading, making, signIn, api, main]
  .map((part) => part.trim())
  .join('\n\n\n')
  .concat('\n')
