mod unknown_near;
