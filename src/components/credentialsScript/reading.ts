import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { PUBLISHED } from '../../lint/published.js'

/** SHA-256 in hex of each published credential, so that none of them stands in the script. */
const denied: string = [...new Set(PUBLISHED.map(([, key]) => bytesToHex(sha256(utf8ToBytes(key)))))]
  .map((hash) => `    "${hash}",`)
  .join('\n')

/** The part of the script that reads the values of the Secret, and refuses those that ClearML or its charts have published. */
export const reading: string = String.raw`
PUBLISHED = {
${denied}
}


def parse(key, text):
    """The data of a file: JSON, or other HOCON, read as the server reads it. No error shows what the file holds."""
    try:
        tree = json.loads(text)
    except ValueError:
        try:
            from pyhocon import ConfigFactory

            tree = ConfigFactory.parse_string(text).as_plain_ordered_dict()
        except ImportError:
            fail(f"{key} in Secret {SECRET} is no JSON, and this image has no pyhocon to read other HOCON")
        except Exception as error:
            fail(f"{key} in Secret {SECRET} is no HOCON that pyhocon reads ({type(error).__name__})")
    if not isinstance(tree, dict):
        fail(f"{key} in Secret {SECRET} is no map")
    return tree


def find(tree, *path):
    """The value at a path of parsed data; None if it is not there."""
    try:
        for step in path:
            tree = tree[step]
        return tree
    except (LookupError, TypeError):
        return None


def paths(tree):
    return [(key, *rest) for key, value in tree.items() for rest in (paths(value) if isinstance(value, dict) else [()])]


def texts(tree):
    if isinstance(tree, dict):
        return [text for key, value in tree.items() for text in (str(key), *texts(value))]
    return [text for value in tree for text in texts(value)] if isinstance(tree, list) else [str(tree)]


def is_published(text):
    return hashlib.sha256(text.encode()).hexdigest() in PUBLISHED


def check(values):
    """Refuses values that would let ClearML run with a credential that everybody knows."""
    trees = {}
    for key, value in values.items():
        if not value.strip() or "\ufffd" in value:
            fail(f"the key {key} of Secret {SECRET} is empty or not text: set it"
                 + ("" if SOURCE else ", or delete the key to have it made"))
        if key.endswith(".conf"):
            trees[key] = parse(key, value)
        if any(map(is_published, texts(trees.get(key, value.strip())))):
            fail(f"the key {key} of Secret {SECRET} holds a credential that ClearML or its charts have published")
    for key, new in (("secure.conf", new_secure()), ("services.conf", new_services())):
        for path in paths(new) if key in trees else ():
            if find(trees[key], *path) in (None, ""):
                fail(f"{key} in Secret {SECRET} does not set {'.'.join(path)}: ClearML has a published default there")
    if find(trees.get("services.conf"), "auth", "fixed_users", "guest", "password") == "guest":
        fail(f"services.conf in Secret {SECRET} has the published password of the guest")


def mounted():
    """The values of the Secret that is mounted into this container."""
    values = {}
    try:
        for key in sorted(os.listdir(SOURCE)):
            if not key.startswith("."):
                with open(os.path.join(SOURCE, key), encoding="utf-8", errors="replace", newline="") as file:
                    values[key] = file.read()
    except OSError as error:
        fail(f"could not read Secret {SECRET} at {SOURCE}: {error}")
    check(values)
    return values
`
