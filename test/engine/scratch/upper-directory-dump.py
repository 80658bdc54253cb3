"""Makes changes in a real overlay and prints what its upper directory has, as JSON. Must run in a mount namespace of its own.

Takes the entries of the lower directory and the steps as JSON on standard input.
"""
import json, os, shutil, stat, subprocess, sys, tempfile

asked = json.load(sys.stdin)
root = tempfile.mkdtemp(prefix="onionskin-overlay-", dir=asked["folder"])
lower, upper, work, merged = (os.path.join(root, name) for name in ("lower", "upper", "work", "merged"))
for folder in (lower, upper, work, merged):
    os.mkdir(folder)
os.chmod(lower, 0o755)


def encode(text):
    return text.encode("latin-1")


first_of = {}
for entry in asked["lower"]:
    path = os.path.join(lower, entry["path"])
    if entry["origin"] in first_of and entry["type"] != "dir":
        os.link(first_of[entry["origin"]], path, follow_symlinks=False)
        continue
    first_of[entry["origin"]] = path
    if entry["type"] == "dir":
        os.mkdir(path)
    elif entry["type"] == "symlink":
        os.symlink(entry["link"], path)
    else:
        with open(path, "wb") as file:
            file.write(encode(entry["content"]))
    os.chown(path, entry["uid"], entry["gid"], follow_symlinks=False)
    if entry["type"] != "symlink":
        os.chmod(path, entry["mode"])

options = f"lowerdir={lower},upperdir={upper},workdir={work},index=off,metacopy=off,redirect_dir=off,xino=off{asked['options']}"
mounted = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, merged], capture_output=True, text=True)
if mounted.returncode != 0:
    print(json.dumps({"skipped": mounted.stderr.strip()}))
    shutil.rmtree(root)
    sys.exit(0)


def apply(step):
    path = os.path.join(merged, step["path"])
    kind = step["kind"]
    if kind in ("write", "append"):
        with open(path, "wb" if kind == "write" else "ab") as file:
            file.write(encode(step["text"]))
    elif kind == "file":
        with open(path, "xb") as file:
            file.write(encode(step["text"]))
    elif kind == "chmod":
        os.chmod(path, step["mode"])
    elif kind == "chown":
        os.chown(path, step["uid"], step["gid"], follow_symlinks=False)
    elif kind == "dir":
        os.mkdir(path)
    elif kind == "symlink":
        os.symlink(step["text"], path)
    elif kind == "delete":
        subprocess.run(["rm", "-r", path], check=True)
    elif kind == "rename":
        subprocess.run(["mv", "-T", path, os.path.join(merged, step["to"])], check=True)


os.umask(0o022)
try:
    for step in asked["steps"]:
        apply(step)
    found = {}
    inodes = {}
    for folder, folders, files in os.walk(upper):
        for name in folders + files:
            path = os.path.join(folder, name)
            about = os.lstat(path)
            key = os.path.relpath(path, upper)
            if stat.S_ISCHR(about.st_mode) and about.st_rdev == 0:
                found[key] = {"type": "whiteout"}
                continue
            entry = {"mode": stat.S_IMODE(about.st_mode), "uid": about.st_uid, "gid": about.st_gid}
            if stat.S_ISDIR(about.st_mode):
                opaque = [
                    os.getxattr(path, attribute)
                    for attribute in os.listxattr(path)
                    if attribute in ("trusted.overlay.opaque", "user.overlay.opaque")
                ]
                entry.update(type="dir", opaque=b"y" in opaque)
            elif stat.S_ISLNK(about.st_mode):
                # Every symbolic link of a disk has the same mode.
                del entry["mode"]
                entry.update(type="symlink", link=os.readlink(path))
            else:
                with open(path, "rb") as file:
                    entry.update(type="file", content=file.read().decode("latin-1"))
                inodes.setdefault(about.st_ino, []).append(key)
            found[key] = entry
    for names in inodes.values():
        for key in names:
            found[key]["names"] = sorted(names)
    print(json.dumps({"upper": found}))
finally:
    subprocess.run(["umount", merged], check=True)
    shutil.rmtree(root)
