# Styles, script and fonts of the pages, made from pinned npm packages (assets/package-lock.json) and assets/*.
#
#   rightplace_assets(FOLDER OUT-VARIABLE)   makes FOLDER/NAME and FOLDER/NAME.gz for each asset, and FOLDER/manifest.txt with a
#                                            line "NAME HASH TYPE" each; OUT-VARIABLE names every file
#
# npm runs once for each lock. Without network it takes the packages from its cache, or says what is missing.
set(RIGHTPLACE_ASSET_NAMES
  rightplace.css rightplace.js govuk-frontend.js
  atkinson-400.woff2 atkinson-700.woff2 atkinson-ext-400.woff2 atkinson-ext-700.woff2
  icon-tag-remove-cross.svg icon-tag-remove-cross-white.svg icon-progress-tick.svg icon-document.svg favicon.svg)

function(rightplace_npm folder out_stamp)
  file(SHA256 ${folder}/package-lock.json lock)
  string(SUBSTRING ${lock} 0 16 lock)
  get_filename_component(name ${folder} NAME)
  set(stamp ${CMAKE_BINARY_DIR}/npm/${name}/${lock}.stamp)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/package-lock.json)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -DFROM=${folder} -DTO=${CMAKE_BINARY_DIR}/npm/${name} -DSTAMP=${stamp} -P ${CMAKE_SOURCE_DIR}/cmake/npm_ci.cmake
    DEPENDS ${folder}/package-lock.json ${folder}/package.json ${folder}/.npmrc ${CMAKE_SOURCE_DIR}/cmake/npm_ci.cmake
    COMMENT "Packages of ${name} from npm" VERBATIM)
  set(${out_stamp} ${stamp} PARENT_SCOPE)
endfunction()

function(rightplace_assets folder out_files)
  rightplace_npm(${CMAKE_SOURCE_DIR}/assets stamp)
  set(files ${folder}/manifest.txt ${folder}/OFL.txt)
  foreach(name ${RIGHTPLACE_ASSET_NAMES})
    list(APPEND files ${folder}/${name} ${folder}/${name}.gz)
  endforeach()
  file(GLOB own CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/*.css ${CMAKE_SOURCE_DIR}/assets/*.js ${CMAKE_SOURCE_DIR}/assets/*.svg)
  add_custom_command(OUTPUT ${files}
    COMMAND ${CMAKE_COMMAND} -DOWN=${CMAKE_SOURCE_DIR}/assets -DPACKAGES=${CMAKE_BINARY_DIR}/npm/assets/node_modules -DTO=${folder}
            -P ${CMAKE_SOURCE_DIR}/cmake/make_assets.cmake
    DEPENDS ${stamp} ${own} ${CMAKE_SOURCE_DIR}/cmake/make_assets.cmake
    COMMENT "Styles, script and fonts of the pages" VERBATIM)
  set(${out_files} ${files} PARENT_SCOPE)
endfunction()
