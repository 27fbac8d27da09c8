# What every build of this board freezes, stock and hardened alike.
freeze("../common/modules")
