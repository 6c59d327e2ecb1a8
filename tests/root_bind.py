"""Runs config.sh and images.sh of a description by KIWI's own code, in a scratch root.

usage: root_bind.py SCRATCH, as root, in a mount namespace of its own
Prints a line a script: its name and whether podman could unpack a layer in it.
"""
import logging
import os
import shutil
import subprocess
import sys
import tarfile
from unittest.mock import patch

from kiwi.system.root_bind import RootBind
from kiwi.system.setup import SystemSetup
from kiwi.xml_description import XMLDescription
from kiwi.xml_state import XMLState

logging.disable(logging.CRITICAL)
scratch = sys.argv[1]
root, description = os.path.join(scratch, 'root'), os.path.join(scratch, 'description')
os.makedirs(description)
TOP = [name for name in ('bin', 'lib', 'lib64', 'sbin', 'usr') if os.path.exists('/' + name)]
os.makedirs(root)
for name in TOP:
    if os.path.islink('/' + name):
        os.symlink(os.readlink('/' + name), os.path.join(root, name))
    else:
        os.makedirs(os.path.join(root, name))


def programs(mounted):
    """The machine's programs stand in for those of packages. KIWI's bind of the root leaves them out."""
    for name in TOP:
        target = os.path.join(root, name)
        if not os.path.islink(target):
            command = ['mount', '--bind', '/' + name, target] if mounted else ['umount', target]
            subprocess.run(command, check=True)


for name in ('dev', 'etc/containers', 'proc', 'run', 'sys', 'tmp', 'var/lib', 'var/tmp', 'root', 'image'):
    os.makedirs(os.path.join(root, name), exist_ok=True)
for name in ('passwd', 'group', 'ld.so.cache', 'alternatives'):
    source, target = os.path.join('/etc', name), os.path.join(root, 'etc', name)
    if os.path.isdir(source):
        shutil.copytree(source, target, symlinks=True)
    elif os.path.exists(source):
        shutil.copy(source, target)
with open(os.path.join(root, 'etc/containers/policy.json'), 'w') as policy:
    policy.write('{"default": [{"type": "insecureAcceptAnything"}]}')
with open(os.path.join(scratch, 'a'), 'w') as member:
    member.write('text')
with tarfile.open(os.path.join(root, 'layer.tar'), 'w') as layer:
    layer.add(os.path.join(scratch, 'a'), 'a')

with open(os.path.join(description, 'config.xml'), 'w') as config:
    config.write('''<image schemaversion="8.0" name="bind">
<description type="system"><author>A</author><contact>a@example.org</contact><specification>s</specification></description>
<preferences><version>1.0.0</version><packagemanager>apt</packagemanager><type image="tbz"/></preferences>
<repository><source path="https://download.example.org/repo"/></repository>
<packages type="image"><package name="podman"/></packages>
<packages type="bootstrap"><package name="filesystem"/></packages>
</image>''')
script = '''#!/bin/bash
podman --storage-driver vfs --root /var/lib/{0} --runroot /run/{0} import /layer.tar localhost/a:1 > /{0}.out 2>&1
echo $? > /{0}.status
'''
for name in ('config', 'images'):
    path = os.path.join(root, 'image', name + '.sh')
    with open(path, 'w') as file:
        file.write(script.format(name))
    os.chmod(path, 0o755)

state = XMLState(XMLDescription(os.path.join(description, 'config.xml')).load())


class Root:
    root_dir = root


def outcome(name):
    with open(os.path.join(root, name + '.status')) as status:
        code = status.read().strip()
    with open(os.path.join(root, name + '.out')) as out:
        print(name, 'unpacks' if code == '0' else 'fails', out.read().strip().replace('\n', ' ')[-200:])


setup = SystemSetup(state, root)
bind = RootBind(Root)
bind.mount_kernel_file_systems()
programs(True)
try:
    setup.call_config_script()
finally:
    programs(False)
    bind.cleanup()
outcome('config')
programs(True)
# what podman asks for besides, so that only the root's being no mount point is left
for name in ('proc', 'dev', 'sys'):
    subprocess.run(['mount', '--bind', '/' + name, os.path.join(root, name)], check=True)
try:
    setup.call_image_script()
finally:
    for name in ('proc', 'dev', 'sys'):
        subprocess.run(['umount', os.path.join(root, name)], check=True)
    programs(False)
outcome('images')
