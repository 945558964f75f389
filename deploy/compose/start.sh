#!/bin/sh
# Starts the firewall in the demo's compose project. One policy folder serves the checkout and the containers: here it is
# copied, and the services' addresses name the city's container instead of this machine.
set -eu
config=$1
from=${POLICIES_FROM:-/etc/firewall/policies}
to=${POLICIES_TO:-/tmp/policies}
city=${CITY_HOST:-city}
program=${FIREWALL:-firewall}
rm -rf "$to"
cp -R "$from" "$to"
sed -i "s|^upstream: http://127\.0\.0\.1:|upstream: http://$city:|" "$to"/services/*.yaml
exec "$program" run --create --config "$config"
