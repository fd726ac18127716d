public import MateoCore
